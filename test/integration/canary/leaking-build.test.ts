// A build that leaks would be caught: each leak is put into the database by hand, and the canary sees it.
import { createHash } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPool, type Pool } from '../../../db/connect.ts';
import { pad } from '../../../src/vault/padding.ts';
import { dumpTables } from '../../support/database-dump.ts';
import { completeList, openTestInstallation, type TestInstallation } from '../../support/installation.ts';
import { findLeaks, leakPatterns } from '../../support/leak-scan.ts';
import { CSV, MARKERS, PERSON, ZONE } from './marked-people.ts';

const PATTERNS = MARKERS.flatMap(leakPatterns);

let sluice: TestInstallation;
let owner: Pool;
beforeAll(async () => {
  sluice = await openTestInstallation({ zone: ZONE });
  owner = openPool({ url: sluice.ownerUrl, applicationName: 'test', max: 1 });
  await completeList(sluice, CSV);
});
afterAll(async () => {
  await owner.close();
  await sluice.close();
});

async function leakingTables(): Promise<string[]> {
  const leaking: string[] = [];
  for await (const { name, bytes } of dumpTables(owner)) {
    if (findLeaks(bytes, PATTERNS).length > 0) leaking.push(name);
  }
  return leaking;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest();

const LEAKS: [string, string, (pool: Pool) => PromiseLike<unknown>][] = [
  [
    'a chunk that is compressed and padded but not sealed',
    'public.list_chunks',
    ({ sql }) => sql`UPDATE list_chunks SET sealed = ${pad(zstdCompressSync(CSV))}`,
  ],
  [
    'a chunk that is neither compressed nor sealed',
    'public.list_chunks',
    ({ sql }) => sql`UPDATE list_chunks SET sealed = ${Buffer.from(CSV, 'utf16le')}`,
  ],
  [
    'hashes without a key in place of keyed ones',
    'public.list_chunks',
    ({ sql }) => sql`UPDATE list_chunks SET address_keys = ${sha256(PERSON.toLowerCase())}`,
  ],
  [
    'a name of a list in clear',
    'public.lists',
    ({ sql }) => sql`UPDATE lists SET sealed_name = ${Buffer.from('Oncology-h8d3')}`,
  ],
  [
    'a domain in clear',
    'public.domains',
    ({ sql }) => sql`UPDATE domains SET provider_name = 'vanity-k3w9.org'`,
  ],
  [
    'an address in an event',
    'public.audit_events',
    ({ sql }) => sql`
      INSERT INTO audit_events (actor, act, details) VALUES ('key:x', 'list.read', ${JSON.stringify({ a: PERSON })})`,
  ],
  [
    'an address in what a job left',
    'pgboss.job_common',
    ({ sql }) => {
      const output = JSON.stringify({ value: { message: Buffer.from(PERSON).toString('base64') } });
      return sql`UPDATE pgboss.job SET output = ${output}::text::jsonb`;
    },
  ],
];

it('the build as it is leaks nothing', async () => {
  expect(await leakingTables()).toEqual([]);
});

it.each(LEAKS)('%s is seen', async (_, table, leak) => {
  await owner.sql`BEGIN`;
  try {
    await leak(owner);
    expect(await leakingTables()).toContain(table);
  } finally {
    await owner.sql`ROLLBACK`;
  }
});
