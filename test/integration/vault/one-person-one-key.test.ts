// However a person is spelt in a list, a suppression or a consent, it is one person to the gate.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completeList, openTestInstallation, type TestInstallation } from '../../support/installation.ts';
import { probableSpellings, type Spelling, spellingsOfManyPeople } from '../../unit/parse/spelt-persons.ts';
import {
  CARE,
  createSender,
  csvOf,
  type DecidedRow,
  decidedRows,
  decideNow,
  fetchFile,
  importLines,
  NEWSLETTER,
  postJson,
} from '../release/release-desk.ts';

const DOMAINS = [
  ...['kelpworks.com', 'kelp.com', 'kelp.se', 'xn--bcherei-n2a.de', 'xn--80a1acny.xn--p1ai'],
  ...['gmail.com', 'googlemail.com', 'outlook.com', 'yahoo.com', 'icloud.com'],
];
const ZONE = [
  ...DOMAINS.map((domain) => `${domain} MX 5 mx.kelpworks.com`),
  'mx.kelpworks.com A 198.41.0.4',
].join('\n');

/** Four hundred people: in each direction some who will be suppressed and some who will have opted in. */
const SPELT_ROWS = {
  suppressed: spellingsOfManyPeople(1000),
  probable: probableSpellings(1500),
  consenting: spellingsOfManyPeople(2000),
  probablyConsenting: probableSpellings(2500),
};
const CLEAN_ROWS = {
  suppressed: spellingsOfManyPeople(3000),
  probable: probableSpellings(3500),
  consenting: spellingsOfManyPeople(4000),
  probablyConsenting: probableSpellings(4500),
};
type Part = keyof typeof SPELT_ROWS;
const PARTS = Object.keys(SPELT_ROWS) as Part[];

const REASON = 'wrong_person';
const OPT_IN = { kind: 'can_spam_affirmative', signed_at: '2026-01-01', capture_point: 'web_form' };

let sluice: TestInstallation;
let senders: { care: string; news: string };
let spelt: string;
let clean: string;

beforeAll(async () => {
  sluice = await openTestInstallation({ zone: ZONE });
  senders = {
    care: await createSender(sluice, 'transactional'),
    news: await createSender(sluice, 'marketing'),
  };
  spelt = await listOf(PARTS.flatMap((part) => SPELT_ROWS[part].map(({ cell }) => cell)));
  clean = await listOf(PARTS.flatMap((part) => CLEAN_ROWS[part].map(({ key }) => key)));
});
afterAll(() => sluice.close());

async function listOf(cells: readonly string[]): Promise<string> {
  const list = await completeList(sluice, csvOf(cells.map((email) => ({ email }))));
  expect(list).toMatchObject({ status: 'completed', rows: cells.length });
  return list.id;
}

/** The decision about each row, by part of the list, and the released addresses. */
async function releaseOf(list: string, stream: keyof typeof senders) {
  const terms = stream === 'care' ? CARE : NEWSLETTER;
  const { id, status } = await decideNow(sluice, { ...terms, list, sender: senders[stream] });
  expect(status).toBe('ready');
  const rows = await decidedRows(sluice, id);
  const { addresses } = await fetchFile(sluice, id);
  const parts = {} as Record<Part, DecidedRow[]>;
  for (const part of PARTS) parts[part] = rows.splice(0, SPELT_ROWS[part].length);
  return { ...parts, addresses };
}

/** Spellings whose rows do not fulfil what is said of them: none, and the test shows which. */
function slipped(
  people: readonly Spelling[],
  rows: readonly DecidedRow[],
  holds: (row: DecidedRow) => boolean,
) {
  return people.filter((_, at) => !holds(rows[at] as DecidedRow)).map(({ cell }) => cell);
}

const isReleased = ({ outcome }: DecidedRow) => outcome === 'release';
const isSuppressed = ({ outcome, reasons }: DecidedRow) =>
  outcome === 'exclude' && reasons.includes('SUPPRESSED_WRONG_PERSON');
const isProbablySame = ({ outcome, primary }: DecidedRow) =>
  outcome === 'hold' && primary === 'SUPPRESSED_PROBABLE_SAME';
const mayBeAsked = ({ reasons }: DecidedRow) => !reasons.includes('NO_AFFIRMATIVE_CONSENT');

describe('T2 · one person is spelt in two ways and has two keys', () => {
  it('is tried with people who are all released before anybody is suppressed', async () => {
    for (const [list, people] of [
      [spelt, SPELT_ROWS],
      [clean, CLEAN_ROWS],
    ] as const) {
      const released = await releaseOf(list, 'care');
      // The address literal alone is documentation's and takes no mail.
      const held = PARTS.flatMap((part) => slipped(people[part], released[part], isReleased));
      expect(held.filter((cell) => !/\[ipv6:/i.test(cell))).toEqual([]);
      expect(people.suppressed.length).toBeGreaterThanOrEqual(60);
    }
  });

  it('a suppression of the plain address keeps every spelling out', async () => {
    for (const { key } of [...SPELT_ROWS.suppressed, ...SPELT_ROWS.probable]) {
      const { status } = await postJson(sluice, '/v1/suppressions', { address: key, reason: REASON });
      expect({ key, status }).toEqual({ key, status: 200 });
    }
    const released = await releaseOf(spelt, 'care');
    expect(slipped(SPELT_ROWS.suppressed, released.suppressed, isSuppressed)).toEqual([]);
    expect(slipped(SPELT_ROWS.probable, released.probable, isProbablySame)).toEqual([]);
    expect(released.addresses.length).toBe(
      [...released.consenting, ...released.probablyConsenting].filter(isReleased).length,
    );
  });

  it('a suppression in any spelling keeps the plain address out', async () => {
    await importLines(
      sluice,
      'suppressions',
      [...CLEAN_ROWS.suppressed, ...CLEAN_ROWS.probable].map(({ cell }) => ({
        address: cell,
        reason: REASON,
      })),
    );
    const released = await releaseOf(clean, 'care');
    expect(slipped(CLEAN_ROWS.suppressed, released.suppressed, isSuppressed)).toEqual([]);
    expect(slipped(CLEAN_ROWS.probable, released.probable, isProbablySame)).toEqual([]);
    expect(released.addresses.length).toBe(
      [...released.consenting, ...released.probablyConsenting].filter(isReleased).length,
    );
  });

  it('is found again in any spelling', async () => {
    // Every second one: a person may search sixty times an hour.
    for (const { cell } of SPELT_ROWS.suppressed.filter((_, at) => at % 2 === 0)) {
      const answer = await postJson(sluice, '/v1/suppressions/search', { address: cell });
      expect({
        cell,
        found: ((await answer.json()) as { suppressions: unknown[] }).suppressions.length,
      }).toEqual({
        cell,
        found: 1,
      });
    }
  });

  it('a consent serves in every spelling, and only the same address', async () => {
    const speltAsClean = [...SPELT_ROWS.consenting, ...SPELT_ROWS.probablyConsenting].map(({ key }) => key);
    const cleanAsSpelt = [...CLEAN_ROWS.consenting, ...CLEAN_ROWS.probablyConsenting].map(({ cell }) => cell);
    const lines = [...speltAsClean, ...cleanAsSpelt].map((address) => ({ ...OPT_IN, address }));
    await importLines(sluice, 'consents', lines);
    for (const [list, people] of [
      [spelt, SPELT_ROWS],
      [clean, CLEAN_ROWS],
    ] as const) {
      const released = await releaseOf(list, 'news');
      expect(slipped(people.consenting, released.consenting, mayBeAsked)).toEqual([]);
      // Letters beyond ASCII and quoted names are held for marketing, whoever consented.
      expect(released.consenting.filter(isReleased).length).toBeGreaterThanOrEqual(47);
      expect(released.probablyConsenting.filter(mayBeAsked)).toEqual([]);
    }
  });
});
