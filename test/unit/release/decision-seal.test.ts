// The digest over the decisions of a release changes with each of them, and takes no chunk out of its order.
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { OUTCOMES, RELEASE_REASONS } from '../../../src/model/decision.ts';
import {
  createDecisionSeal,
  type DecidedChunk,
  packDecisions,
  type SealedTerms,
  type StoredDecision,
} from '../../../src/release/decision-seal.ts';
import { codeOf } from '../vault/error-code.ts';
import { plainHkdf } from '../vault/plain-crypto.ts';
import { secretKey } from '../vault/sample-ring.ts';

const RAW_KEY = '55'.repeat(32);
const auditKey = secretKey('audit', RAW_KEY);

const DECISIONS: readonly StoredDecision[] = [
  { outcome: 'release', primary: null },
  { outcome: 'exclude', primary: 'SUPPRESSED_UNSUBSCRIBE' },
];
const chunk = (seq: number, firstRow: number, ids: readonly number[]): DecidedChunk => ({
  seq,
  firstRow,
  rows: ids.length,
  addressKeys: Buffer.alloc(ids.length * 16, seq + 1),
  decisionIds: Buffer.from(Uint16Array.from(ids).buffer),
  expiries: Buffer.alloc(ids.length * 4, 7),
});
const CHUNKS = [chunk(0, 1, [0, 1, 0]), chunk(1, 4, [1, 1])];
const TERMS: SealedTerms = {
  revision: 1,
  snapshot: '730:730:',
  firstExpiryAt: new Date('2027-01-01T00:00:00.000Z'),
  columns: ['city', 'ward'],
};

function digestOf(
  chunks: readonly DecidedChunk[],
  { terms = TERMS, decisions = DECISIONS, release = 'rel_1' } = {},
): string {
  const seal = createDecisionSeal(auditKey, release);
  for (const one of chunks) seal.add(one, packDecisions(one, decisions));
  return seal.digest(terms);
}

/** Each field as four bytes of length and its text. */
const fields = (...values: (string | number)[]) =>
  Buffer.concat(
    values.flatMap((value) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(Buffer.byteLength(String(value)));
      return [length, Buffer.from(String(value))];
    }),
  );

describe('T13 · the decisions of a release are changed: their digest', () => {
  it('is the HMAC that is written down', () => {
    const key = plainHkdf(
      plainHkdf(Buffer.from(RAW_KEY, 'hex'), 'sluice/v1/audit/decisions'),
      fields('rel_1'),
    );
    const [release, exclude] = [OUTCOMES.indexOf('release'), OUTCOMES.indexOf('exclude')];
    const left = RELEASE_REASONS.indexOf('SUPPRESSED_UNSUBSCRIBE');
    const rows = (bytes: number, ...values: number[]) =>
      Buffer.concat(
        values.map((value) => {
          const row = Buffer.alloc(bytes);
          row.writeUIntLE(value, 0, bytes);
          return row;
        }),
      );
    const plain = createHmac('sha256', key)
      .update(fields(0, 1, 3))
      .update(Buffer.alloc(48, 1))
      .update(rows(1, release, exclude, release))
      .update(rows(2, 0xffff, left, 0xffff))
      .update(Buffer.alloc(12, 7))
      .update(fields(1, 4, 2))
      .update(Buffer.alloc(32, 2))
      .update(rows(1, exclude, exclude))
      .update(rows(2, left, left))
      .update(Buffer.alloc(8, 7))
      .update(fields('end', 2, 1, '730:730:', Date.parse('2027-01-01T00:00:00.000Z'), 'city', 'ward'))
      .digest('hex');
    expect(digestOf(CHUNKS)).toBe(plain);
  });

  it('is another one for any other byte of a chunk', () => {
    const seen = new Set([digestOf(CHUNKS)]);
    let tried = 0;
    for (const name of ['addressKeys', 'expiries'] as const) {
      for (let at = 0; at < CHUNKS[0]![name].length; at += 1) {
        const bytes = Buffer.from(CHUNKS[0]![name]);
        bytes[at]! ^= 1;
        seen.add(digestOf([{ ...CHUNKS[0]!, [name]: bytes }, CHUNKS[1]!]));
        tried += 1;
      }
    }
    for (const ids of [
      [1, 1, 0],
      [0, 0, 0],
      [0, 1, 1],
    ]) {
      seen.add(digestOf([{ ...CHUNKS[0]!, ...chunk(0, 1, ids) }, CHUNKS[1]!]));
      tried += 1;
    }
    expect(seen.size).toBe(tried + 1);
  });

  it('is another one for other terms, another release, and other decisions behind the same numbers', () => {
    const others = [
      digestOf(CHUNKS, { terms: { ...TERMS, revision: 2 } }),
      digestOf(CHUNKS, { terms: { ...TERMS, snapshot: '731:731:' } }),
      digestOf(CHUNKS, { terms: { ...TERMS, firstExpiryAt: null } }),
      digestOf(CHUNKS, { terms: { ...TERMS, columns: ['city'] } }),
      digestOf(CHUNKS, { terms: { ...TERMS, columns: ['cityward'] } }),
      digestOf(CHUNKS, { release: 'rel_2' }),
      digestOf(CHUNKS, { decisions: [DECISIONS[0]!, { outcome: 'release', primary: null }] }),
      digestOf(CHUNKS, {
        decisions: [DECISIONS[0]!, { outcome: 'exclude', primary: 'SUPPRESSED_DECEASED' }],
      }),
      digestOf([CHUNKS[0]!]),
      digestOf([]),
    ];
    expect(new Set([digestOf(CHUNKS), ...others]).size).toBe(others.length + 1);
  });

  it.each<[string, readonly DecidedChunk[]]>([
    ['a chunk that is missing', [CHUNKS[1]!]],
    ['two chunks that have changed places', [CHUNKS[1]!, CHUNKS[0]!]],
    ['a chunk that comes twice', [CHUNKS[0]!, CHUNKS[0]!]],
    ['a gap between rows', [CHUNKS[0]!, { ...CHUNKS[1]!, firstRow: 5 }]],
    ['a person too few', [{ ...CHUNKS[0]!, addressKeys: Buffer.alloc(32) }]],
    ['an expiry too many', [{ ...CHUNKS[0]!, expiries: Buffer.alloc(16) }]],
    ['a decision too few', [{ ...CHUNKS[0]!, decisionIds: Buffer.alloc(4) }]],
    ['a decision that nobody made', [chunk(0, 1, [0, 2, 0])]],
  ])('is refused for %s', (_, chunks) => {
    expect(codeOf(() => digestOf(chunks))).toBe('fail-closed');
  });

  it('is refused for words that are not ours', () => {
    const decisions = [{ outcome: 'send', primary: null }] as unknown as StoredDecision[];
    expect(codeOf(() => digestOf([chunk(0, 1, [0])], { decisions }))).toBe('fail-closed');
    const reasons = [{ outcome: 'hold', primary: 'BECAUSE' }] as unknown as StoredDecision[];
    expect(codeOf(() => digestOf([chunk(0, 1, [0])], { decisions: reasons }))).toBe('fail-closed');
  });
});
