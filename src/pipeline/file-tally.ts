// Adds up what a verified file holds: rows, verdicts, duplicates and problems, chunk by chunk.
import type { ReadChunkAnswer } from '../../workers/read-chunk.ts';
import type { ScoreChunkAnswer } from '../../workers/score-chunk.ts';
import { verdictCounts } from '../merge/verdict-counts.ts';
import { ROW_PROBLEMS, type RowChunk, type RowProblem } from '../model/list.ts';
import type { Verdict } from '../model/verdict.ts';

export interface TallySummary {
  readonly rows: number;
  readonly duplicates: number;
  /** The sum over verdicts is the number of rows. */
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly problems: Readonly<Partial<Record<RowProblem, number>>>;
}

export interface FileTally {
  /** @param duplicates rows of the chunk whose address stood in an earlier row */
  add(chunk: RowChunk, read: ReadChunkAnswer, scored: ScoreChunkAnswer, duplicates: number): void;
  summary(): TallySummary;
}

export function createFileTally(): FileTally {
  const reasons: Record<string, number> = {};
  const problems: Partial<Record<RowProblem, number>> = {};
  let rows = 0;
  let duplicates = 0;
  return {
    add({ rows: chunkRows }, read, scored, marked) {
      rows += chunkRows;
      duplicates += marked;
      for (const [reason, count] of Object.entries(scored.reasonCounts)) {
        reasons[reason] = (reasons[reason] ?? 0) + count;
      }
      for (let at = 1; at < read.problems.length; at += 2) {
        const problem = ROW_PROBLEMS[read.problems[at] ?? 0];
        if (problem !== undefined) problems[problem] = (problems[problem] ?? 0) + 1;
      }
    },
    summary: () => ({ rows, duplicates, problems, counts: verdictCounts(reasons) }),
  };
}
