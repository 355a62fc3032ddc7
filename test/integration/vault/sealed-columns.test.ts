// Every sealed column of the database: each byte counts, each value opens in its own place alone.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool, type Pool } from '../../../db/connect.ts';
import { openWords } from '../../../src/pipeline/declared-words.ts';
import { openLayout, openName } from '../../../src/pipeline/layout-record.ts';
import { openChunkSync } from '../../../src/vault/chunk.ts';
import { unwrapDataKey } from '../../../src/vault/data-key.ts';
import type { DataKey } from '../../../src/vault/envelope.ts';
import { openKeyFile } from '../../../src/vault/key-file.ts';
import type { KeyRing } from '../../../src/vault/key-ring.ts';
import { openRecord } from '../../../src/vault/record.ts';
import type { KeyOwner, SealIdentity } from '../../../src/vault/seal-identity.ts';
import { openTrailer } from '../../../src/vault/trailer.ts';
import { completeList, openTestInstallation, type TestInstallation } from '../../support/installation.ts';
import { codeOf } from '../../unit/vault/error-code.ts';
import { createSender, decideNow, fetchFile, importLines, NEWSLETTER } from '../release/release-desk.ts';

const ADDRESS = 'person.1@kelpworks.com';
const LIST = `id,email,note\r\n1,${ADDRESS},Roe\r\n2,person.2@kelpworks.com,Doe\r\n`;

/** Columns of bytes that are not sealed, and why each tells nobody anything without a key. */
const OPEN_COLUMNS: Readonly<Record<string, string>> = {
  'api_keys.secret_sha256': 'a hash of 256 random bits',
  'consents.address_key': 'a keyed hash',
  'consents.domain_key': 'a keyed hash',
  'consents.folded_key': 'a keyed hash',
  'contacts.address_key': 'a keyed hash',
  'contacts.domain_key': 'a keyed hash',
  'contacts.folded_key': 'a keyed hash',
  'domains.domain_key': 'a keyed hash',
  'key_check.check_value': 'an HMAC of nothing but the key’s own id',
  'list_chunks.address_keys': 'keyed hashes',
  'list_chunks.domain_ids': 'row numbers of domains',
  'list_chunks.duplicate_of': 'row numbers of the list',
  'list_chunks.folded_keys': 'keyed hashes',
  'list_chunks.local_facts': 'classes of addresses',
  'list_chunks.findings': 'verdicts',
  'list_chunks.history': 'verdicts',
  'list_chunks.impersonal_reasons': 'verdicts',
  'list_chunks.reasons': 'verdicts',
  'list_chunks.scores': 'verdicts',
  'list_chunks.toxicities': 'verdicts',
  'listed_addresses.match_key': 'a keyed hash',
  'local_domains.domain_key': 'a keyed hash',
  'release_chunks.address_keys': 'keyed hashes, under the digest of the decisions',
  'release_chunks.decision_ids': 'decisions, under their digest',
  'release_chunks.expiries': 'instants, under the digest of the decisions',
  'suppression_state.folded_key': 'a keyed hash',
  'suppression_state.match_key': 'a keyed hash',
  'suppressions.domain_key': 'a keyed hash',
  'suppressions.folded_key': 'a keyed hash',
  'suppressions.match_key': 'a keyed hash',
};

interface SealedValue {
  readonly sealed: Buffer;
  /** Opens bytes in the value's place, as text. */
  open(bytes: Buffer): string;
  /** A piece of what is inside. */
  readonly holds: RegExp;
}

let sluice: TestInstallation;
let owner: Pool;
let list: string;
let ready: string;
let values: Readonly<Record<string, SealedValue>>;

beforeAll(async () => {
  sluice = await openTestInstallation();
  owner = openPool({ url: sluice.ownerUrl, applicationName: 'test', max: 1 });
  list = (await completeList(sluice, LIST)).id;
  const consent = { kind: 'can_spam_affirmative', signed_at: '2026-01-01', capture_point: 'web_form' };
  await importLines(sluice, 'consents', [{ ...consent, address: ADDRESS, expiry_event: 'end of study' }]);
  const sender = await createSender(sluice, 'marketing');
  ready = (await decideNow(sluice, { ...NEWSLETTER, list, sender, criteria: 'over sixty' })).id;
  await sluice.services.localLists.add({ name: 'test', personId: null }, 'allow', ['kelpworks.com']);
  const ring = await openKeyFile(sluice.config.keyFile);
  if (!ring) throw new Error('There is no key file.');
  values = await sealedValues(ring);
});
afterAll(async () => {
  await owner.close();
  await sluice.close();
});

interface StoredKey {
  readonly id: string;
  readonly wrapped: Buffer;
}

/** One value of every sealed column, and how it is opened in its place. */
async function sealedValues(ring: KeyRing): Promise<Record<string, SealedValue>> {
  const [stored] = await owner.sql<
    {
      id: string;
      wrapped: Buffer;
      name: Buffer;
      layout: Buffer;
      trailer: Buffer;
      chunk: Buffer;
      words: Buffer;
    }[]
  >`
    SELECT k.id, k.wrapped, l.sealed_name AS name, l.sealed_layout AS layout, l.sealed_trailer AS trailer,
      c.sealed AS chunk, r.sealed_words AS words
    FROM lists l JOIN data_keys k ON k.id = l.data_key_id JOIN list_chunks c ON c.list_id = l.id
      JOIN releases r ON r.list_id = l.id
    WHERE l.public_id = ${list}`;
  const [domain] = await owner.sql<(StoredKey & { sealed: Buffer; key: Buffer })[]>`
    SELECT d.sealed, d.domain_key AS key, k.id, k.wrapped FROM domains d JOIN data_keys k ON k.id = d.data_key_id`;
  const [consent] = await owner.sql<{ sealed: Buffer; id: string }[]>`
    SELECT sealed_detail AS sealed, public_id AS id FROM consents`;
  const [local] = await owner.sql<{ sealed: Buffer; key: Buffer }[]>`
    SELECT sealed, domain_key AS key FROM local_domains`;
  if (!stored || !domain || !consent || !local) throw new Error('Something is not in the database.');
  const lists = wrappedKey(ring, { purpose: 'lists', ownerId: list }, stored);
  const records = wrappedKey(ring, { purpose: 'records', ownerId: 'records' }, domain);
  const key = lists.opened;
  const place = { listId: list, chunkNo: 0, firstRow: 1, rowCount: 2 };
  const record = (identity: Pick<SealIdentity, 'table' | 'column' | 'rowId'>) => (bytes: Buffer) =>
    openRecord(records.opened, { ...identity, rowVersion: 1 }, bytes).toString();
  const domainPlace = { table: 'domains', column: 'sealed', rowId: domain.key.toString('hex') };
  const localPlace = { ...domainPlace, table: 'local_domains', rowId: local.key.toString('hex') };
  const consentPlace = { table: 'consents', column: 'sealed_detail', rowId: consent.id };
  return {
    'data_keys.wrapped': lists,
    'data_keys.wrapped of records': records,
    'lists.sealed_name': { sealed: stored.name, holds: /^List$/, open: (b) => openName(key, list, b) },
    'lists.sealed_layout': {
      sealed: stored.layout,
      holds: /"email"/,
      open: (b) => JSON.stringify(openLayout(key, list, b)),
    },
    'lists.sealed_trailer': {
      sealed: stored.trailer,
      holds: /"rows":2/,
      open: (b) => JSON.stringify(openTrailer(key, list, b)),
    },
    'list_chunks.sealed': {
      sealed: stored.chunk,
      holds: /person\.1@kelpworks\.com,Roe/,
      open: (b) => openChunkSync(key, place, b).toString(),
    },
    'releases.sealed_words': {
      sealed: stored.words,
      holds: /over sixty/,
      open: (b) => JSON.stringify(openWords(key, ready, b)),
    },
    'domains.sealed': { sealed: domain.sealed, holds: /^kelpworks\.com$/, open: record(domainPlace) },
    'local_domains.sealed': { sealed: local.sealed, holds: /^kelpworks\.com$/, open: record(localPlace) },
    'consents.sealed_detail': { sealed: consent.sealed, holds: /END_OF_STUDY/, open: record(consentPlace) },
  };
}

function wrappedKey(
  ring: KeyRing,
  keyOwner: KeyOwner,
  { id, wrapped }: StoredKey,
): SealedValue & { readonly opened: DataKey } {
  const open = (bytes: Buffer) => unwrapDataKey(ring, keyOwner, id, bytes);
  return {
    sealed: wrapped,
    holds: /^[0-9a-f]{64}$/,
    open: (bytes) => open(bytes).key.export().toString('hex'),
    opened: open(wrapped),
  };
}

const NAMES = [
  'data_keys.wrapped',
  'data_keys.wrapped of records',
  'lists.sealed_name',
  'lists.sealed_layout',
  'lists.sealed_trailer',
  'list_chunks.sealed',
  'releases.sealed_words',
  'domains.sealed',
  'local_domains.sealed',
  'consents.sealed_detail',
] as const;

function caseOf(name: (typeof NAMES)[number]): SealedValue {
  const value = values[name];
  if (!value) throw new Error(`There is no case for ${name}.`);
  return value;
}

describe('T13 · a database writer changes, moves or puts back what is sealed', () => {
  it('is tried with every column of bytes that the database has', async () => {
    const columns = await owner.sql<{ name: string }[]>`
      SELECT table_name || '.' || column_name AS name FROM information_schema.columns
      WHERE table_schema = 'public' AND data_type = 'bytea'`;
    const sealed = NAMES.filter((name) => !name.includes(' '));
    expect(columns.map(({ name }) => name).sort()).toEqual([...sealed, ...Object.keys(OPEN_COLUMNS)].sort());
  });

  it.each(NAMES)('%s opens in its place', (name) => {
    const { sealed, open, holds } = caseOf(name);
    expect(open(sealed)).toMatch(holds);
  });

  it.each(NAMES)('%s does not open when any of its bytes is another', (name) => {
    const { sealed, open } = caseOf(name);
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(sealed.readUInt8(at) ^ (1 << (at % 8)), at);
      expect({ at, code: codeOf(() => open(changed)) }).toEqual({ at, code: 'fail-closed' });
    }
  });

  it.each(NAMES)('%s does not open when it is empty or cut', (name) => {
    const { sealed, open } = caseOf(name);
    for (const length of [0, 1, 44, 45, sealed.length - 1]) {
      expect(codeOf(() => open(sealed.subarray(0, length)))).toBe('fail-closed');
    }
  });

  it.each(NAMES)('%s opens in no other place', (name) => {
    const { sealed } = caseOf(name);
    for (const other of NAMES.filter((place) => place !== name)) {
      expect({ other, code: codeOf(() => caseOf(other).open(sealed)) }).toEqual({
        other,
        code: 'fail-closed',
      });
    }
  });
});

/** What a caller gets when a column of the list or of its release is not what was stored. */
const ASKED: [string, string, (pool: Pool) => PromiseLike<unknown>][] = [
  [
    'lists.sealed_name',
    '/v1/lists/LIST',
    ({ sql }) => sql`UPDATE lists SET sealed_name = set_byte(sealed_name, 60, get_byte(sealed_name, 60) # 1)`,
  ],
  [
    'lists.sealed_layout',
    '/v1/lists/LIST/results',
    ({ sql }) =>
      sql`UPDATE lists SET sealed_layout = set_byte(sealed_layout, 60, get_byte(sealed_layout, 60) # 1)`,
  ],
  [
    'lists.sealed_layout, in whose place the name stands',
    '/v1/lists/LIST/results',
    ({ sql }) => sql`UPDATE lists SET sealed_layout = sealed_name`,
  ],
  [
    'releases.sealed_words',
    '/v1/releases/RELEASE/file',
    ({ sql }) =>
      sql`UPDATE releases SET sealed_words = set_byte(sealed_words, 60, get_byte(sealed_words, 60) # 1)`,
  ],
];

describe('T13 · what was changed in the database is not shown', () => {
  it.each(ASKED)('%s', async (_, path, damage) => {
    await owner.sql`CREATE TEMPORARY TABLE kept AS SELECT sealed_name, sealed_layout FROM lists`;
    await owner.sql`CREATE TEMPORARY TABLE kept_words AS SELECT sealed_words FROM releases`;
    try {
      await damage(owner);
      const answer = await sluice.request(path.replace('LIST', list).replace('RELEASE', ready));
      expect(answer.status).toBe(500);
      expect(await answer.json()).toMatchObject({ code: 'fail-closed' });
    } finally {
      await owner.sql`UPDATE lists SET (sealed_name, sealed_layout) = (SELECT sealed_name, sealed_layout FROM kept)`;
      await owner.sql`UPDATE releases SET sealed_words = (SELECT sealed_words FROM kept_words)`;
      await owner.sql`DROP TABLE kept, kept_words`;
    }
  });

  it('and shown again when it is put right', async () => {
    expect((await fetchFile(sluice, ready)).addresses).toEqual([ADDRESS]);
  });
});
