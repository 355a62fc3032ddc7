// The verdicts of a chunk as its columns hold them: one entry a row, and the sums beside them.
import type { ChunkRow, ChunkVerdicts } from '../../db/repositories/list-chunks.ts';
import type { ScoreChunkAnswer } from '../../workers/score-chunk.ts';
import { REASONS } from '../model/verdict.ts';
import type { UsedLists } from './used-lists.ts';

/** Columns with one entry a row; within a column all entries are of one width. */
const ROW_COLUMNS = ['reasons', 'impersonalReasons', 'scores', 'toxicities', 'findings'] as const;

/** What the scoring thread answered, and which lists it used. */
export function packVerdicts(scored: ScoreChunkAnswer, referenceVersions: UsedLists): ChunkVerdicts {
  return {
    reasons: asBuffer(scored.reasons),
    scores: asBuffer(scored.scores),
    toxicities: asBuffer(scored.toxicities),
    findings: asBuffer(scored.findings),
    suggestions: scored.suggestions.map(([row, domain]): [number, string] => [row, domain]),
    reasonCounts: { ...scored.reasonCounts },
    impersonalReasons: asBuffer(scored.impersonalReasons),
    impersonalReasonCounts: { ...scored.impersonalReasonCounts },
    referenceVersions,
  };
}

/**
 * New verdicts, but for some rows, which keep theirs.
 *
 * @param kept 0-based positions in the chunk
 */
export function keepVerdicts(fresh: ChunkVerdicts, stored: ChunkRow, kept: readonly number[]): ChunkVerdicts {
  const merged = { ...fresh };
  for (const column of ROW_COLUMNS) {
    merged[column] = Buffer.from(fresh[column]);
    for (const at of kept)
      entryOf(merged[column], at, stored.rows).set(entryOf(stored[column], at, stored.rows));
  }
  const keptRows = new Set(kept.map((at) => stored.firstRow + at));
  const ofKept = (stored.suggestions ?? []).filter(([row]) => keptRows.has(row));
  const ofOthers = fresh.suggestions.filter(([row]) => !keptRows.has(row));
  merged.suggestions = [...ofOthers, ...ofKept].sort(([a], [b]) => a - b);
  return {
    ...merged,
    reasonCounts: countReasons(merged.reasons),
    impersonalReasonCounts: countReasons(merged.impersonalReasons),
  };
}

/** Rows of which the verdict, a number or the suggestion is not what it was. */
export function countChanged(fresh: ChunkVerdicts, { rows, firstRow, ...stored }: ChunkRow): number {
  const [before, after] = [new Map(stored.suggestions), new Map(fresh.suggestions)];
  let changed = 0;
  for (let at = 0; at < rows; at += 1) {
    const isSame =
      before.get(firstRow + at) === after.get(firstRow + at) &&
      ROW_COLUMNS.every((name) => entryOf(fresh[name], at, rows).equals(entryOf(stored[name], at, rows)));
    if (!isSame) changed += 1;
  }
  return changed;
}

function entryOf(column: Buffer | null, at: number, rows: number): Buffer {
  const bytes = column ?? Buffer.alloc(0);
  const width = bytes.length / rows;
  return bytes.subarray(at * width, (at + 1) * width);
}

/** Reason → rows. */
function countReasons(reasons: Uint8Array): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const index of reasons) {
    const reason = REASONS[index];
    if (reason !== undefined) counts[reason] = (counts[reason] ?? 0) + 1;
  }
  return counts;
}

/** The bytes of a typed array, without a copy. */
export function asBuffer(array: Uint8Array | Uint32Array | Int32Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}
