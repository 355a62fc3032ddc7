// The story of `sluice verify FILE`: a file is read, judged and written again, and nothing else is stored.
import type { ReadChunkAnswer } from '../../workers/read-chunk.ts';
import type { ScoreChunkAnswer } from '../../workers/score-chunk.ts';
import { SluiceError } from '../errors.ts';
import type { IntakeLimits } from '../intake/limits.ts';
import { RowReader } from '../intake/row-reader.ts';
import { openUpload } from '../intake/upload.ts';
import type { DomainLookups } from '../lookup/domain-lookups.ts';
import type { ListLayout, RowChunk } from '../model/list.ts';
import type { ReferenceLists } from '../model/reference-lists.ts';
import { type IndexKeys, indexKeys } from '../vault/blind-index.ts';
import { createKeyRing } from '../vault/key-ring.ts';
import { DuplicateTable, keyWords } from './duplicate-table.ts';
import { createFileDomains, type FileDomains } from './file-domains.ts';
import { createFileTally, type FileTally, type TallySummary } from './file-tally.ts';
import { markDuplicates } from './finish-list.ts';
import { inOrder } from './in-order.ts';
import { resultsHeader } from './list-results.ts';
import type { Threads } from './threads.ts';

export interface FileSource {
  /** The bytes from the first on. */
  open(): AsyncIterable<Uint8Array>;
  /** False for a pipe, which gives its bytes once. */
  readonly rereadable: boolean;
}

export interface VerifyFileOptions {
  readonly threads: Threads;
  /** null: the DNS is not asked. */
  readonly lookups: DomainLookups | null;
  readonly lists: ReferenceLists;
  readonly limits: IntakeLimits;
  /** A name of the header, or a 1-based number; looked for when it is left out. */
  readonly addressColumn?: string | undefined;
  /** Disarm cells that a spreadsheet would run. */
  readonly guard: boolean;
  readonly signal: AbortSignal;
  /** `total` is null for a pipe. */
  readonly onProgress?: (rows: number, total: number | null) => void;
}

export interface FileSummary extends TallySummary {
  readonly layout: ListLayout;
  readonly domains: FileDomains['counts'];
}

/** Chunks in the making: one that waits 5 s for a dead domain must not hold up all the others. */
const JUDGED_AHEAD = 8;
const RENDERED_AHEAD = 3;
const BYTE_ORDER_MARK = '\uFEFF';

interface JudgedChunk {
  readonly chunk: RowChunk;
  readonly read: ReadChunkAnswer;
  readonly scored: ScoreChunkAnswer;
}

/**
 * Writes the file anew: UTF-8 with BOM, CRLF, the upload's delimiter, its columns and ours.
 *
 * A file is read twice: the first time only for its widest row, because the verdicts must stand in the same
 * columns of every row. A pipe cannot be read twice; its rows must not be longer than its header.
 *
 * @throws SluiceError of the intake; `invalid-request` with the rows of a chunk that holds a longer row
 *   (a pipe, or a file that changes while it is read); the signal's reason.
 */
export async function verifyFile(
  source: FileSource,
  write: (bytes: Uint8Array) => Promise<void>,
  options: VerifyFileOptions,
): Promise<FileSummary> {
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const measured = source.rereadable ? await measureFile(source, options) : null;
  const upload = await openUpload(source.open(), options);
  const { layout } = upload;
  const cells = Math.max(layout.width, measured?.maxCells ?? 0);
  const domains = createFileDomains(options.lookups, options.lists, signal);
  const run = { ...options, layout, cells, domains, signal, indexKeys: indexKeys(createKeyRing(new Date())) };
  const tally = createFileTally();
  try {
    await write(Buffer.from(`${BYTE_ORDER_MARK}${resultsHeader(layout, cells)}`));
    const judged = inOrder(judgements(endingWith(stop, upload.chunks), run), JUDGED_AHEAD);
    for await (const rendered of inOrder(renderings(judged, run, tally), RENDERED_AHEAD)) {
      await write(rendered.bytes).catch((thrown) => abortWith(stop, thrown));
      options.onProgress?.(rendered.lastRow, measured?.rows ?? null);
    }
  } finally {
    stop.abort();
  }
  return { layout, ...tally.summary(), domains: domains.counts };
}

/** Rows, and cells of the widest one. */
async function measureFile(source: FileSource, options: VerifyFileOptions) {
  const { layout, chunks } = await openUpload(source.open(), options);
  let maxCells = layout.width;
  let rows = 0;
  for await (const chunk of chunks) {
    const reader = new RowReader(chunk.bytes, layout.delimiter);
    while (reader.next()) maxCells = Math.max(maxCells, reader.cells);
    rows += chunk.rows;
  }
  return { rows, maxCells };
}

/** Ends the look-ups under way when the source fails, so that nobody waits for their answers. */
async function* endingWith<T>(stop: AbortController, source: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (thrown) {
    abortWith(stop, thrown);
  }
}

function abortWith(stop: AbortController, thrown: unknown): never {
  stop.abort();
  throw thrown;
}

interface Run extends VerifyFileOptions {
  readonly layout: ListLayout;
  readonly cells: number;
  readonly domains: FileDomains;
  readonly indexKeys: IndexKeys;
}

async function* judgements(
  chunks: AsyncIterable<RowChunk>,
  run: Run,
): AsyncGenerator<() => Promise<JudgedChunk>> {
  for await (const chunk of chunks) yield () => judgeChunk(chunk, run);
}

async function judgeChunk(chunk: RowChunk, run: Run): Promise<JudgedChunk> {
  const { layout, indexKeys } = run;
  const read = await run.threads.readChunk({
    bytes: chunk.bytes,
    dataKey: null,
    place: placeOf(chunk),
    layout,
    indexKeys,
  });
  const facts = await run.domains.factsOf(read.domains === '' ? [] : read.domains.split('\n'));
  const scored = await run.threads.scoreChunk({
    localFacts: read.localFacts,
    domainIndex: read.domainIndex,
    domains: read.domains,
    firstRow: chunk.firstRow,
    ...facts,
  });
  return { chunk, read, scored };
}

/** Chunks come in their order here, so the first row of each address is known when its next one comes. */
async function* renderings(judged: AsyncIterable<JudgedChunk>, run: Run, tally: FileTally) {
  const table = new DuplicateTable();
  for await (const { chunk, read, scored } of judged) {
    if (read.maxCells > run.cells) {
      const rows = `rows ${chunk.firstRow} to ${chunk.firstRow + chunk.rows - 1}`;
      throw new SluiceError('invalid-request', {
        detail: `One of the ${rows} is longer than the header, and a pipe cannot be read twice: name a file.`,
      });
    }
    const marks = markDuplicates(table, read.addressKeys, chunk.firstRow, chunk.rows);
    tally.add(chunk, read, scored, marks.count);
    const { reasons, scores, toxicities, suggestions } = scored;
    const task = {
      bytes: chunk.bytes,
      dataKey: null,
      place: placeOf(chunk),
      layout: run.layout,
      cells: run.cells,
      format: 'csv',
      verdict: null,
      guard: run.guard,
      reasons,
      scores,
      toxicities,
      suggestions,
      duplicateOf: keyWords(marks.bytes),
    } as const;
    const lastRow = chunk.firstRow + chunk.rows - 1;
    yield async () => ({ lastRow, bytes: await run.threads.renderResults(task) });
  }
}

function placeOf({ seq, firstRow, rows }: RowChunk) {
  return { listId: '', chunkNo: seq, firstRow, rowCount: rows };
}
