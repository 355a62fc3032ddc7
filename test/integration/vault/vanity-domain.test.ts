// A domain that is a person's own name is nowhere in the database, and lists share nothing but keyed hashes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool, type Pool } from '../../../db/connect.ts';
import { dumpTables } from '../../support/database-dump.ts';
import { completeList, openTestInstallation, type TestInstallation } from '../../support/installation.ts';
import { findLeaks, leakPatterns } from '../../support/leak-scan.ts';
import { createSender, decideNow, importLines, NEWSLETTER, postJson } from '../release/release-desk.ts';

/** Domains that one person has: in a list, under a list's domain, asked for by itself, and written in other letters. */
const [LISTED, ASKED, SUPPRESSED] = ['jane-doe-k3w9.name', 'roe-family-p2m6.org', 'poe-practice-t5v8.org'];
const [U_LABEL, A_LABEL] = ['müller-x7q4.name', 'xn--mller-x7q4-9db.name'];
const MARKERS = [LISTED, ASKED, SUPPRESSED, U_LABEL, 'ller-x7q4', 'jane-doe-k3w9'];
const PATTERNS = MARKERS.flatMap(leakPatterns);

const ZONE = [
  ...[LISTED, `mail.${LISTED}`, ASKED, SUPPRESSED].map((domain) => `${domain} MX 5 mx.${domain}`),
  ...[LISTED, `mail.${LISTED}`, ASKED, SUPPRESSED].map((domain) => `mx.${domain} A 198.41.0.4`),
  'gmail.com MX 5 mx.gmail.com',
  'mx.gmail.com A 142.250.102.26',
].join('\n');
const LIST = [
  'email',
  `jane@${LISTED}`,
  `j@mail.${LISTED}`,
  `poe@${SUPPRESSED}`,
  `kim@${U_LABEL}`,
  'ann@gmail.com',
  '',
];

let sluice: TestInstallation;
let owner: Pool;
beforeAll(async () => {
  sluice = await openTestInstallation({ zone: ZONE });
  owner = openPool({ url: sluice.ownerUrl, applicationName: 'test', max: 1 });
});
afterAll(async () => {
  await owner.close();
  await sluice.close();
});

describe('T21 · a domain name in the database names a person', () => {
  it('is tried with domains that were listed, asked for, suppressed and released', async () => {
    const { id: list } = await completeList(sluice, LIST.join('\r\n'));
    const asked = await postJson(sluice, '/v1/validate', { address: `roe@${ASKED}` });
    expect(await asked.json()).toMatchObject({ verdict: 'deliverable', reason: 'ok' });
    await importLines(sluice, 'suppressions', [{ domain: SUPPRESSED, reason: 'unsubscribe' }]);
    const consent = { kind: 'can_spam_affirmative', signed_at: '2026-01-01', capture_point: 'web_form' };
    await importLines(sluice, 'consents', [{ ...consent, address: `jane@${LISTED}` }]);
    const sender = await createSender(sluice, 'marketing');
    const release = await decideNow(sluice, { ...NEWSLETTER, list, sender });
    expect(release).toMatchObject({ status: 'ready', counts: { released: 1 } });
    expect(release.reasons).toHaveProperty('SUPPRESSED_UNSUBSCRIBE');
    const names = await owner.sql`SELECT provider_name AS name FROM domains WHERE provider_name IS NOT NULL`;
    expect(names).toEqual([{ name: 'gmail.com' }]);
  });

  it('shows in no table, of Sluice or of its job engine, in any writing', async () => {
    const { filled, leaks } = await scanTables();
    expect(leaks).toEqual([]);
    for (const name of ['domains', 'list_chunks', 'suppressions', 'consents', 'audit_events'])
      expect(filled).toContain(`public.${name}`);
    expect(filled.some((name) => name.startsWith('pgboss.job'))).toBe(true);
  });

  it('would be seen there', async () => {
    await owner.sql`BEGIN`;
    try {
      await owner.sql`UPDATE domains SET provider_name = ${A_LABEL} WHERE provider_name IS NULL`;
      const { leaks } = await scanTables();
      expect(leaks.length).toBeGreaterThan(0);
      for (const leak of leaks) expect(leak).toMatch(/^public\.domains: /);
    } finally {
      await owner.sql`ROLLBACK`;
    }
  });
});

/** Tables that hold something, and what of the domains is found in any. */
async function scanTables() {
  const filled: string[] = [];
  const leaks: string[] = [];
  for await (const { name, rows, values } of dumpTables(owner)) {
    if (rows > 0) filled.push(name);
    for (const value of values) leaks.push(...findLeaks(value, PATTERNS).map((leak) => `${name}: ${leak}`));
  }
  return { filled, leaks };
}
