// Streams the results of a list: every row as it was uploaded, with its verdict in further columns.
import type { Database } from '../../db/database.ts';
import type { ListRow } from '../../db/repositories/lists.ts';
import { encodeCell, guardCell } from '../intake/csv-cell.ts';
import type { ListLayout } from '../model/list.ts';
import type { Verdict } from '../model/verdict.ts';
import type { DataKey } from '../vault/envelope.ts';
import type { ChunkPlace } from '../vault/seal-identity.ts';
import { openTrailer, verifyTrailer } from '../vault/trailer.ts';
import { keyWords } from './duplicate-table.ts';
import { inOrder } from './in-order.ts';
import type { Threads } from './threads.ts';

export interface ResultsQuery {
  readonly format: 'csv' | 'json';
  readonly verdict?: Verdict | undefined;
  readonly guard?: 'formulas' | undefined;
}

export const RESULT_COLUMNS = [
  'sluice_verdict',
  'sluice_reason',
  'sluice_score',
  'sluice_toxicity',
  'sluice_suggestion',
  'sluice_duplicate_of',
] as const;

/** Chunks rendered ahead of the reader. */
const AHEAD = 3;
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * CSV in UTF-8 with BOM, the upload's delimiter and CRLF; or JSON, one object a row in `results`.
 * The list must be completed. At the end the sealed trailer is asked whether every chunk was there.
 *
 * @throws SluiceError `fail-closed` while reading, when chunks are missing or the list is deleted meanwhile.
 */
export async function* listResults(
  list: ListRow,
  { dataKey, layout }: { dataKey: DataKey; layout: ListLayout },
  query: ResultsQuery,
  { database, threads }: { database: Database; threads: Threads },
): AsyncGenerator<Uint8Array> {
  const cells = Math.max(list.maxCells, layout.width);
  const guard = query.guard === 'formulas';
  const trailer = openTrailer(dataKey, list.publicId, list.sealedTrailer ?? Buffer.alloc(0));
  async function* tasks() {
    const places: ChunkPlace[] = [];
    for await (const chunk of database.chunks.chunks(list.id)) {
      const place = {
        listId: list.publicId,
        chunkNo: chunk.seq,
        firstRow: chunk.firstRow,
        rowCount: chunk.rows,
      };
      places.push(place);
      const task = {
        bytes: chunk.sealed,
        dataKey,
        place,
        layout,
        cells,
        format: query.format,
        verdict: query.verdict ?? null,
        guard,
        reasons: chunk.reasons ?? new Uint8Array(),
        scores: chunk.scores ?? new Uint8Array(),
        toxicities: chunk.toxicities ?? new Uint8Array(),
        findings: keyWords(chunk.findings ?? new Uint8Array()),
        suggestions: chunk.suggestions ?? [],
        duplicateOf: keyWords(chunk.duplicateOf ?? new Uint8Array()),
      };
      yield () => threads.renderResults(task);
    }
    verifyTrailer(trailer, list.publicId, places);
  }
  const rows = inOrder(tasks(), AHEAD);
  if (query.format === 'json') yield* jsonDocument(rows);
  else {
    yield Buffer.from(`${BYTE_ORDER_MARK}${resultsHeader(layout, cells, guard)}`);
    yield* rows;
  }
}

/** The upload's own columns, unnamed ones for rows that are wider, and ours, numbered where a name is taken. */
export function resultsHeader(layout: ListLayout, cells: number, guard = false): string {
  const own = layout.columns ?? Array.from({ length: layout.width }, (_, at) => `column_${at + 1}`);
  const fill = Array.from({ length: Math.max(0, cells - own.length) }, () => '');
  const taken = new Set(own);
  const added = RESULT_COLUMNS.map((name) => freeName(name, taken));
  const names = [...own, ...fill, ...added].map((name) => (guard ? guardCell(name) : name));
  return `${names.map((name) => encodeCell(name, layout.delimiter)).join(layout.delimiter)}\r\n`;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name}_${number}`;
  return free;
}

/** Lines of objects as the elements of one document. */
async function* jsonDocument(lines: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield Buffer.from('{"results":[');
  let first = true;
  for await (const bytes of lines) {
    const text = Buffer.from(bytes).toString('utf8').trimEnd();
    if (text === '') continue;
    yield Buffer.from(`${first ? '' : ','}${text.replaceAll('\n', ',')}`);
    first = false;
  }
  yield Buffer.from(']}\n');
}
