// Verdicts that are made anew: rows that keep theirs keep all of it, and the sums add up.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChunkRow, ChunkVerdicts } from '../../../db/repositories/list-chunks.ts';
import { REASONS } from '../../../src/model/verdict.ts';
import { countChanged, keepVerdicts } from '../../../src/pipeline/packed-verdicts.ts';

const FIRST_ROW = 101;

interface Row {
  readonly reason: number;
  readonly impersonal: number;
  readonly score: number;
  readonly toxicity: number;
  readonly findings: number;
  readonly suggestion: string | null;
}

const row: fc.Arbitrary<Row> = fc.record({
  reason: fc.nat(REASONS.length - 1),
  impersonal: fc.nat(REASONS.length - 1),
  score: fc.nat(255),
  toxicity: fc.nat(5),
  findings: fc.nat(2 ** 28 - 1),
  suggestion: fc.constantFrom(null, 'gmail.com', 'web.de'),
});
/** Each row as it was, as it is judged now, and whether it keeps its verdict. */
const chunk = fc.array(fc.tuple(row, row, fc.boolean()), { minLength: 1, maxLength: 40 });

function packed(rows: readonly Row[]): ChunkVerdicts {
  const bytes = (field: 'reason' | 'impersonal' | 'score' | 'toxicity') =>
    Buffer.from(rows.map((one) => one[field]));
  return {
    reasons: bytes('reason'),
    impersonalReasons: bytes('impersonal'),
    scores: bytes('score'),
    toxicities: bytes('toxicity'),
    findings: Buffer.from(Uint32Array.from(rows, ({ findings }) => findings).buffer),
    suggestions: rows.flatMap(({ suggestion }, at): [number, string][] =>
      suggestion === null ? [] : [[FIRST_ROW + at, suggestion]],
    ),
    reasonCounts: counted(rows.map(({ reason }) => reason)),
    impersonalReasonCounts: counted(rows.map(({ impersonal }) => impersonal)),
    referenceVersions: {},
  };
}

function counted(reasons: readonly number[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const at of reasons) counts[REASONS[at] ?? ''] = (counts[REASONS[at] ?? ''] ?? 0) + 1;
  return counts;
}

const stored = (rows: readonly Row[]) =>
  ({ ...packed(rows), firstRow: FIRST_ROW, rows: rows.length }) as unknown as ChunkRow;

describe('verdicts that are made anew', () => {
  it('are those of the rows one by one, kept or new, with sums that add up', () => {
    fc.assert(
      fc.property(chunk, (rows) => {
        const kept = rows.flatMap(([, , isKept], at) => (isKept ? [at] : []));
        const before = stored(rows.map(([was]) => was));
        const merged = keepVerdicts(packed(rows.map(([, now]) => now)), before, kept);
        expect(merged).toEqual(packed(rows.map(([was, now, isKept]) => (isKept ? was : now))));
      }),
    );
  });

  it('count as changed where anything of a row is another', () => {
    fc.assert(
      fc.property(chunk, (rows) => {
        const different = rows.filter(([was, now]) => JSON.stringify(was) !== JSON.stringify(now));
        const before = stored(rows.map(([was]) => was));
        expect(countChanged(packed(rows.map(([, now]) => now)), before)).toBe(different.length);
      }),
    );
  });
});
