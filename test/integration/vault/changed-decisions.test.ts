// Whoever can write to the database cannot have anybody else released: a file is made of what was decided.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPool, type Pool } from '../../../db/connect.ts';
import { completeList, openTestInstallation, type TestInstallation } from '../../support/installation.ts';
import { createSender, decideNow, fetchFile, importLines, NEWSLETTER } from '../release/release-desk.ts';

/** Two chunks; one person in each was suppressed after the first release. */
const ROWS = 6000;
const address = (row: number) => `person.${row}@kelpworks.com`;
const LIST = ['email,note', ...Array.from({ length: ROWS }, (_, at) => `${address(at + 1)},Roe`), ''].join(
  '\r\n',
);
const CONSENTING = [1, 2, 5500, 5501];
const SUPPRESSED = [2, 5501];
const RELEASED = [1, 5500];

/** Tables that the damages touch. */
const TABLES = ['releases', 'release_chunks', 'release_revisions', 'policies', 'lists', 'senders'] as const;

let sluice: TestInstallation;
let owner: Pool;
let release: string;
let older: string;
let held: string;

beforeAll(async () => {
  sluice = await openTestInstallation();
  owner = openPool({ url: sluice.ownerUrl, applicationName: 'test', max: 1 });
  const list = (await completeList(sluice, LIST)).id;
  const optIn = { kind: 'can_spam_affirmative', signed_at: '2026-01-01', capture_point: 'web_form' };
  await importLines(
    sluice,
    'consents',
    CONSENTING.map((row) => ({
      ...optIn,
      address: address(row),
      ...(row === 1 ? { expires_at: '2099-01-01' } : {}),
    })),
  );
  const sender = await createSender(sluice, 'marketing');
  await createSender(sluice, 'transactional');
  const request = { ...NEWSLETTER, list, sender };
  older = (await decideNow(sluice, request)).id;
  await importLines(
    sluice,
    'suppressions',
    SUPPRESSED.map((row) => ({ address: address(row), reason: 'unsubscribe' })),
  );
  release = (await decideNow(sluice, request)).id;
  held = (await decideNow(sluice, { list, sender })).id;
  await completeList(sluice, 'email\r\nother@kelpworks.com\r\n');
  await keepTables();
});
afterAll(async () => {
  await owner.close();
  await sluice.close();
});

beforeEach(async () => {
  for (const table of TABLES) {
    const [now, kept] = [owner.sql(table), owner.sql(`kept_${table}`)];
    await owner.sql`DELETE FROM ${now}`;
    await owner.sql`INSERT INTO ${now} OVERRIDING SYSTEM VALUE SELECT * FROM ${kept}`;
  }
});

/** Whoever owns the tables is stopped by no constraint and no trigger. */
async function keepTables(): Promise<void> {
  const constraints = await owner.sql<{ on: string; name: string }[]>`
    SELECT conrelid::regclass::text AS on, conname AS name FROM pg_constraint WHERE contype = 'f'`;
  for (const { on, name } of constraints) {
    await owner.sql`ALTER TABLE ${owner.sql(on)} DROP CONSTRAINT ${owner.sql(name)}`;
  }
  for (const table of TABLES) {
    await owner.sql`ALTER TABLE ${owner.sql(table)} DISABLE TRIGGER USER`;
    await owner.sql`CREATE TABLE ${owner.sql(`kept_${table}`)} AS SELECT * FROM ${owner.sql(table)}`;
  }
}

/** Each ends in a file that the gate did not decide, if nobody looked. */
const DAMAGES: [string, (pool: Pool) => PromiseLike<unknown>][] = [
  [
    'one row of the first chunk takes the decision of a released one',
    ({ sql }) => sql`
      UPDATE release_chunks SET decision_ids = overlay(decision_ids PLACING substring(decision_ids FROM 1 FOR 2) FROM 3)
      WHERE seq = 0 AND release_id = (SELECT id FROM releases WHERE public_id = ${release})`,
  ],
  [
    'the decisions of the last chunk are those of an older release',
    ({ sql }) => sql`
      UPDATE release_chunks c SET decision_ids = o.decision_ids, expiries = o.expiries
      FROM release_chunks o WHERE c.seq = 1 AND o.seq = 1
        AND c.release_id = (SELECT id FROM releases WHERE public_id = ${release})
        AND o.release_id = (SELECT id FROM releases WHERE public_id = ${older})`,
  ],
  [
    'all of an older release is put in the place of this one but for its name',
    ({ sql }) => sql`
      UPDATE releases c SET decisions = o.decisions, counts = o.counts, reasons = o.reasons,
        snapshot = c.snapshot, decided_at = o.decided_at, expires_at = o.expires_at
      FROM releases o WHERE c.public_id = ${release} AND o.public_id = ${older}`,
  ],
  [
    'an excluded decision is turned into a release',
    ({ sql }) => sql`
      UPDATE releases SET decisions = replace(decisions::text, '"exclude"', '"release"')::jsonb
      WHERE public_id = ${release}`,
  ],
  [
    'two persons of a chunk have changed places',
    ({ sql }) => sql`
      UPDATE release_chunks SET address_keys = overlay(overlay(address_keys
        PLACING substring(address_keys FROM 1 FOR 16) FROM 17) PLACING substring(address_keys FROM 17 FOR 16) FROM 1)
      WHERE seq = 0`,
  ],
  [
    'one person of a chunk is another',
    ({ sql }) =>
      sql`UPDATE release_chunks SET address_keys = set_byte(address_keys, 0, get_byte(address_keys, 0) # 1)`,
  ],
  ['an expiry is put off', ({ sql }) => sql`UPDATE release_chunks SET expiries = set_byte(expiries, 3, 255)`],
  ['the last chunk is gone', ({ sql }) => sql`DELETE FROM release_chunks WHERE seq = 1`],
  ['the first chunk is gone', ({ sql }) => sql`DELETE FROM release_chunks WHERE seq = 0`],
  [
    'a chunk stands there twice',
    ({ sql }) => sql`
      INSERT INTO release_chunks SELECT release_id, 2, 6001, rows, address_keys, decision_ids, expiries
      FROM release_chunks WHERE seq = 0`,
  ],
  [
    'a chunk is cut',
    ({ sql }) =>
      sql`UPDATE release_chunks SET decision_ids = substring(decision_ids FROM 1 FOR 10), rows = 5 WHERE seq = 1`,
  ],
  [
    'a decision points beyond the decisions',
    ({ sql }) => sql`UPDATE release_chunks SET decision_ids = set_byte(decision_ids, 1, 255) WHERE seq = 0`,
  ],
  [
    'the counters say something else',
    ({ sql }) => sql`UPDATE releases SET counts = jsonb_set(counts, '{released}', '3')`,
  ],
  ['the reasons say something else', ({ sql }) => sql`UPDATE releases SET reasons = '{}'`],
  ['the number of rows is another', ({ sql }) => sql`UPDATE releases SET rows = rows + 1`],
  ['it does not end', ({ sql }) => sql`UPDATE releases SET expires_at = expires_at + interval '1 year'`],
  ['its first consent does not end', ({ sql }) => sql`UPDATE releases SET first_expiry_at = NULL`],
  [
    'it has seen everything up to now',
    ({ sql }) => sql`UPDATE releases SET snapshot = pg_current_snapshot()::text`,
  ],
  [
    'it is the release of another list',
    ({ sql }) => sql`UPDATE releases SET list_id = (SELECT max(id) FROM lists)`,
  ],
  [
    'it is the release of another sender',
    ({ sql }) => sql`UPDATE releases SET sender_id = (SELECT max(id) FROM senders)`,
  ],
  ['its sender mails another stream', ({ sql }) => sql`UPDATE senders SET stream = 'transactional'`],
  [
    'its declaration is another',
    ({ sql }) => sql`UPDATE releases SET declaration = jsonb_set(declaration, '{content}', '"treatment"')`,
  ],
  [
    'the policy names further columns',
    ({ sql }) => sql`UPDATE policies SET terms = jsonb_set(terms, '{releasedColumns}', '["note"]')`,
  ],
  [
    'the manifest is the older release’s',
    ({ sql }) => sql`
      UPDATE release_revisions c SET manifest = o.manifest FROM release_revisions o
      WHERE o.release_id = (SELECT id FROM releases WHERE public_id = ${older})`,
  ],
  [
    'the manifest is unsigned',
    ({ sql }) => sql`
      UPDATE release_revisions SET manifest = regexp_replace(manifest, '"signature":"[^"]*"', '"signature":""')`,
  ],
  ['there is no manifest', ({ sql }) => sql`DELETE FROM release_revisions`],
  ['it claims another revision', ({ sql }) => sql`UPDATE releases SET revision = 2`],
];

describe('T13 · a database writer changes the decisions of a release', () => {
  it('which holds, as it was decided, the people who may be mailed', async () => {
    const { text } = await fetchFile(sluice, release);
    expect(text).toBe(['row,address', ...RELEASED.map((row) => `${row},${address(row)}`), ''].join('\r\n'));
  });

  it.each(DAMAGES)('%s: nothing is given out', async (_, damage) => {
    await damage(owner);
    const { status, text } = await fetchFile(sluice, release);
    expect({ status, code: (JSON.parse(text) as { code: string }).code }).toEqual({
      status: 500,
      code: 'fail-closed',
    });
    expect(text).not.toContain('@');
  });

  it('a release that was held is not made ready by its row', async () => {
    await owner.sql`UPDATE releases SET status = 'ready' WHERE public_id = ${held}`;
    expect(await fetchFile(sluice, held)).toMatchObject({ status: 500, addresses: [] });
    await owner.sql`
      UPDATE release_revisions SET release_id = (SELECT id FROM releases WHERE public_id = ${held})
      WHERE release_id = (SELECT id FROM releases WHERE public_id = ${release})`;
    expect(await fetchFile(sluice, held)).toMatchObject({ status: 500, addresses: [] });
  });
});
