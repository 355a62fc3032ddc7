// Rows at rest are given back as they came or not at all: no changed, swapped or missing chunk goes unnoticed.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPool, type Pool } from '../../../db/connect.ts';
import { createClient } from '../../../src/client/client.ts';
import { listen } from '../../../src/http/listen.ts';
import { importConsents } from '../../http/made-release.ts';
import {
  completeList,
  openTestInstallation,
  SMALL_ZONE,
  type TestInstallation,
} from '../../support/installation.ts';

const ROWS = 25_000;
const address = (row: number) => `person.${row}@gmail.com`;
const FILE = [
  'id,email',
  ...Array.from({ length: ROWS }, (_, at) => `${at + 1},${address(at + 1)}`),
  '',
].join('\r\n');

/** One row of each chunk has a consent, so that each chunk is opened for a released file. */
const RELEASED = [1, 5001, 10_001, 15_001, 20_001];

let sluice: TestInstallation;
let owner: Pool;
let list: string;
let sender: string;
let service: { readonly port: number; close(): Promise<void> };
let client: ReturnType<typeof createClient>;

beforeAll(async () => {
  sluice = await openTestInstallation({ zone: SMALL_ZONE });
  owner = openPool({ url: sluice.ownerUrl, applicationName: 'test', max: 1 });
  service = await listen(sluice.services, { host: '127.0.0.1', port: 0 });
  client = createClient({ url: `http://127.0.0.1:${service.port}`, key: await sluice.key('service') });
  list = (await completeList(sluice, FILE)).id;
  await importConsents(sluice, RELEASED.map(address));
  sender = (await client.createSender({ name: 'Desk', domain: 'desk.example', stream: 'marketing' })).id;
  await owner.sql`CREATE TABLE kept AS SELECT * FROM list_chunks`;
});
afterAll(async () => {
  await owner.close();
  await service.close();
  await sluice.close();
});
beforeEach(async () => {
  await owner.sql`DELETE FROM list_chunks WHERE list_id IN (SELECT list_id FROM kept)`;
  await owner.sql`INSERT INTO list_chunks SELECT * FROM kept`;
});

/** Over a socket, where half a file must be seen to be half. */
async function results(id = list): Promise<{ text: string } | { error: string }> {
  const headers = { authorization: `Bearer ${await sluiceKey()}` };
  const answer = await fetch(`http://127.0.0.1:${service.port}/v1/lists/${id}/results`, { headers });
  try {
    const text = await answer.text();
    return answer.ok ? { text } : { error: (JSON.parse(text) as { code: string }).code };
  } catch {
    return { error: 'broken' };
  }
}

let made: Promise<string> | null = null;
const sluiceKey = () => {
  made ??= sluice.key('service');
  return made;
};

async function release() {
  const asked = await client.createRelease({
    list,
    sender,
    content: 'own_service',
    phi_basis: 'none',
    remuneration: false,
    source: 'web_form',
  });
  return client.waitForRelease(asked.id);
}

async function fileOf(id: string): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of await client.releaseFile(id)) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

it('gives every row back as it came', async () => {
  const [chunks] = await owner.sql`SELECT count(*)::int AS n FROM list_chunks`;
  expect(chunks?.['n']).toBeGreaterThan(2);
  const { text = '' } = (await results()) as { text?: string };
  const lines = text.trimEnd().split('\r\n');
  expect(lines).toHaveLength(ROWS + 1);
  for (const row of [1, 5000, 5001, 10_000, 10_001, ROWS]) {
    expect(lines[row]?.startsWith(`${row},${address(row)},deliverable,`)).toBe(true);
  }
});

it('releases from whole chunks', async () => {
  const released = await release();
  expect(released).toMatchObject({ status: 'ready', rows: ROWS, counts: { released: RELEASED.length } });
  expect(await fileOf(released.id)).toBe(
    ['row,address', ...RELEASED.map((row) => `${row},${address(row)}`), ''].join('\r\n'),
  );
});

const DAMAGES: [string, (pool: Pool) => PromiseLike<unknown>][] = [
  [
    'one bit of the last chunk is flipped',
    ({ sql }) => sql`
      UPDATE list_chunks SET sealed = set_byte(sealed, 200, get_byte(sealed, 200) # 1)
      WHERE seq = (SELECT max(seq) FROM kept)`,
  ],
  [
    'the last byte of a chunk is cut off',
    ({ sql }) =>
      sql`UPDATE list_chunks SET sealed = substring(sealed FROM 1 FOR length(sealed) - 1) WHERE seq = 0`,
  ],
  [
    'the rows of two chunks are swapped',
    ({ sql }) => sql`
      UPDATE list_chunks c SET sealed = k.sealed FROM kept k
      WHERE (c.seq, k.seq) IN ((0, 1), (1, 0)) AND c.list_id = k.list_id`,
  ],
  [
    'two chunks have changed places',
    ({ sql }) => sql`
      UPDATE list_chunks c SET sealed = k.sealed, address_keys = k.address_keys, rows = k.rows
      FROM kept k WHERE (c.seq, k.seq) IN ((0, 1), (1, 0)) AND c.list_id = k.list_id`,
  ],
  [
    'the last chunk is gone',
    ({ sql }) => sql`DELETE FROM list_chunks WHERE seq = (SELECT max(seq) FROM kept)`,
  ],
  ['a chunk in the middle is gone', ({ sql }) => sql`DELETE FROM list_chunks WHERE seq = 1`],
  [
    'a chunk stands there twice',
    ({ sql }) => sql`
      UPDATE list_chunks c SET sealed = k.sealed, first_row = k.first_row FROM kept k
      WHERE c.seq = 1 AND k.seq = 0 AND c.list_id = k.list_id`,
  ],
];

describe.each(DAMAGES)('T13 · rows at rest are changed: when %s', (_, damage) => {
  it('neither results nor a release come of it', async () => {
    await damage(owner);
    const read = await results();
    expect(['fail-closed', 'broken']).toContain('error' in read ? read.error : read.text.slice(0, 300));
    const decided = await release();
    expect(decided).toMatchObject({ status: 'failed', failure: 'fail-closed', manifest: null });
    await expect(client.releaseFile(decided.id)).rejects.toMatchObject({ code: 'fail-closed' });
  });
});

it('a release that was decided is not given out from a chunk that was changed since', async () => {
  const { id } = await release();
  await owner.sql`UPDATE list_chunks SET sealed = set_byte(sealed, 200, get_byte(sealed, 200) # 1)`;
  await expect(fileOf(id)).rejects.toMatchObject({
    code: expect.stringMatching(/fail-closed|server-unreachable/),
  });
});

it('one address in two lists has nothing in common but its keyed hash', async () => {
  const [one, two] = await Promise.all([1, 2].map(() => completeList(sluice, `email\r\n${address(1)}\r\n`)));
  const rows = await owner.sql<{ sealed: Buffer; keys: Buffer }[]>`
    SELECT c.sealed, c.address_keys AS keys FROM list_chunks c JOIN lists l ON l.id = c.list_id
    WHERE l.public_id IN (${one?.id ?? ''}, ${two?.id ?? ''})`;
  const [a, b] = rows;
  expect(a?.keys).toEqual(b?.keys);
  expect(a?.sealed.length).toBe(b?.sealed.length);
  const equal = [...(a?.sealed ?? [])].filter((byte, at) => byte === b?.sealed[at]).length;
  // The format's one byte, and what chance makes equal.
  expect(equal).toBeLessThan(12);
});
