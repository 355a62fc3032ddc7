// Thread entry: writes the rows of a chunk as uploaded, with their verdicts in further columns.
import { encodeCell, guardCell } from '../src/intake/csv-cell.ts';
import { RowReader } from '../src/intake/row-reader.ts';
import type { ListLayout } from '../src/model/list.ts';
import { localListName } from '../src/model/own-lists.ts';
import { REASONS, VERDICT_REASONS, VERDICTS, type Verdict } from '../src/model/verdict.ts';
import { evidenceIn, type Findings, localListIn, signalsIn } from '../src/score/findings.ts';
import { openChunk } from '../src/vault/chunk.ts';
import type { DataKey } from '../src/vault/envelope.ts';
import type { ChunkPlace } from '../src/vault/seal-identity.ts';
import { asOutcome } from './outcome.ts';
import { parseCell } from './read-chunk.ts';

export interface RenderResultsTask {
  readonly bytes: Uint8Array;
  /** null: the bytes are plain rows. */
  readonly dataKey: DataKey | null;
  readonly place: ChunkPlace;
  readonly layout: Pick<ListLayout, 'delimiter' | 'addressColumn'>;
  /** Cells of every row in the answer: the widest row of the list. */
  readonly cells: number;
  readonly format: 'csv' | 'json';
  /** Only rows with this verdict. */
  readonly verdict: Verdict | null;
  /** Disarm cells that a spreadsheet would run; never an address. */
  readonly guard: boolean;
  readonly reasons: Uint8Array;
  readonly scores: Uint8Array;
  readonly toxicities: Uint8Array;
  /** `src/score/findings.ts`, one a row; left out or empty where they were not kept. */
  readonly findings?: Uint32Array;
  readonly suggestions: readonly (readonly [number, string])[];
  readonly duplicateOf: Uint32Array;
}

const VERDICT_OF = REASONS.map(
  (reason) =>
    VERDICTS.find((verdict) => (VERDICT_REASONS[verdict] as readonly string[]).includes(reason)) ?? 'unknown',
);

/** UTF-8 text of the rows: CSV lines with CRLF, or JSON objects, each followed by a line feed. */
export const renderResults = asOutcome(async (task: RenderResultsTask): Promise<Uint8Array> => {
  const bytes = task.dataKey ? await openChunk(task.dataKey, task.place, task.bytes) : task.bytes;
  const reader = new RowReader(bytes, task.layout.delimiter);
  const suggested = new Map(task.suggestions);
  const out: string[] = [];
  for (let at = 0; at < task.place.rowCount && reader.next(); at += 1) {
    const verdict = VERDICT_OF[task.reasons[at] ?? 0] ?? 'unknown';
    if (task.verdict !== null && verdict !== task.verdict) continue;
    const row = rowOf(task, reader, at, verdict, suggested);
    out.push(task.format === 'json' ? `${JSON.stringify(row.object)}\n` : row.line());
  }
  return Buffer.from(out.join(''));
});

export default renderResults;

function rowOf(
  task: RenderResultsTask,
  reader: RowReader,
  at: number,
  verdict: Verdict,
  suggested: ReadonlyMap<number, string>,
) {
  const row = task.place.firstRow + at;
  const score = task.scores[at] ?? 255;
  const duplicate = task.duplicateOf[at] ?? 0;
  const findings = task.findings?.[at];
  const object = {
    row,
    cells: Array.from({ length: reader.cells }, (_, cell) => reader.cell(cell)),
    verdict,
    reason: REASONS[task.reasons[at] ?? 0],
    score: score === 255 ? null : score,
    toxicity: task.toxicities[at] ?? 0,
    ...(findings === undefined ? {} : namesOf(findings)),
    suggestion: suggestionOf(reader.cell(task.layout.addressColumn), suggested.get(row)),
    duplicate_of: duplicate === 0 ? null : duplicate,
  };
  return { object, line: () => lineOf(task, reader, object) };
}

/** What packed findings say, by their names; a local list only where the domain is on one. */
function namesOf(findings: Findings) {
  const local = localListIn(findings);
  return {
    evidence: evidenceIn(findings),
    toxicity_signals: signalsIn(findings),
    ...(local === null ? {} : { local_list: localListName(local) }),
  };
}

type RowObject = ReturnType<typeof rowOf>['object'];

function lineOf(task: RenderResultsTask, reader: RowReader, object: RowObject): string {
  const { delimiter } = task.layout;
  const added = [
    object.verdict,
    object.reason ?? '',
    object.score === null ? '' : String(object.score),
    String(object.toxicity),
    object.suggestion === null ? '' : encodeCell(object.suggestion, delimiter),
    object.duplicate_of === null ? '' : String(object.duplicate_of),
  ];
  return `${originalCells(task, reader, object)}${delimiter}${added.join(delimiter)}\r\n`;
}

/**
 * The row as it was written, filled up to the list's width; written anew where it would not read alike.
 *
 * A guard leaves addresses alone, and nothing else: what stands in their column and is none is disarmed too,
 * because a web form takes whatever a stranger types.
 */
function originalCells(task: RenderResultsTask, reader: RowReader, { cells, reason }: RowObject): string {
  const { delimiter, addressColumn } = task.layout;
  const fill = delimiter.repeat(Math.max(0, task.cells - reader.cells));
  if (!task.guard && !reader.strayQuote && !reader.unclosedQuote) {
    return Buffer.from(reader.rawRow).toString('utf8') + fill;
  }
  const isAddress = (at: number) => at === addressColumn && reason !== 'invalid-syntax';
  const written = cells.map((cell, at) =>
    encodeCell(task.guard && !isAddress(at) ? guardCell(cell) : cell, delimiter),
  );
  return written.join(delimiter) + fill;
}

/** A whole address: the row's local part at the suggested domain. */
function suggestionOf(cell: string, domain: string | undefined): string | null {
  if (domain === undefined) return null;
  const outcome = parseCell(cell);
  return outcome.valid ? `${outcome.mailbox.localPart}@${domain}` : null;
}
