// Imports suppressions, consents and contacts from CSV, line by line, with a report that names rows and codes.
import type { Database } from '../../db/database.ts';
import type { ImportReport, ImportRow } from '../../db/repositories/imports.ts';
import { auditEvent } from '../audit/event.ts';
import { crossBorder, SluiceError } from '../errors.ts';
import { cellsOf, type ImportHeader, matchImportHeader } from '../intake/imports/import-header.ts';
import { isRejection } from '../intake/imports/rejection.ts';
import type { IntakeLimits } from '../intake/limits.ts';
import { RowReader } from '../intake/row-reader.ts';
import { openUpload } from '../intake/upload.ts';
import type { Actor } from '../model/actor.ts';
import type { ImportKind } from '../model/import-columns.ts';
import type { Delimiter, RowChunk } from '../model/list.ts';
import type { BlindIndex } from '../vault/blind-index.ts';
import type { DataKeys } from './data-keys.ts';
import {
  consentRecipe,
  contactRecipe,
  type ImportRecipe,
  type LineContext,
  suppressionRecipe,
} from './import-lines.ts';
import { listedAddressRecipe } from './listed-addresses.ts';
import { publicId } from './public-id.ts';

export interface ImportOptions {
  readonly database: Database;
  readonly keys: DataKeys;
  readonly index: BlindIndex;
  readonly limits: IntakeLimits;
  readonly timeZone: string;
}

/** The answer to an import, and what `GET /v1/imports/{id}` shows. */
export interface ImportAnswer {
  readonly id: string;
  readonly status: string;
  readonly lines: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected_count: number;
  readonly rejected: ImportRow['rejected'];
}

/** Up to here an import is one transaction; a larger one is stored in parts while it comes in. */
export const ONE_TRANSACTION_LINES = 50_000;
const REJECTIONS_SHOWN = 1000;

// biome-ignore lint/suspicious/noExplicitAny: each recipe stores the rows that it reads itself
const RECIPES: Readonly<Record<ImportKind, ImportRecipe<any>>> = {
  suppressions: suppressionRecipe,
  consents: consentRecipe,
  contacts: contactRecipe,
  traps: listedAddressRecipe('traps'),
  litigators: listedAddressRecipe('litigators'),
  complainers: listedAddressRecipe('complainers'),
};

/**
 * Imports a file. Counts speak of the file alone: `duplicate` is a line that an earlier line of the same file
 * says, so the answer never tells who was known before.
 *
 * @throws SluiceError of the intake, `columns-missing`; then nothing of a small import is stored, and of a
 *   larger one what came before.
 */
export async function importPeople(
  kind: ImportKind,
  actor: Actor,
  body: AsyncIterable<Uint8Array>,
  options: ImportOptions,
): Promise<ImportAnswer> {
  const { database, keys, index, limits, timeZone } = options;
  const id = publicId('imp');
  const importId = await database.imports.insert({ publicId: id, kind, personId: actor.personId });
  try {
    const upload = await openUpload(body, { limits, headed: true });
    const columns = upload.layout.columns;
    if (!columns) throw new SluiceError('columns-missing', { detail: 'The file is empty.' });
    const clock = { now: await database.now(), timeZone };
    const context = { clock, index, recordsKey: await keys.forRecords(), actor, importId };
    const lines = new LineSorter(RECIPES[kind], matchImportHeader(kind, columns), context);
    for await (const chunk of upload.chunks) {
      lines.add(chunk, upload.layout.delimiter);
      if (lines.report.lines > ONE_TRANSACTION_LINES) await storePart(lines, options);
    }
    await database.transaction(async (tx) => {
      await lines.recipe.store(tx, lines.take());
      await tx.imports.complete(importId, lines.report);
      await tx.audit.insert(actor, auditEvent(`${kind}.import`, id, countsOf(lines.report)));
    });
    return importAnswer({ publicId: id, status: 'completed', ...lines.report });
  } catch (thrown) {
    // The rest will not be read: let go of the sender.
    await body[Symbol.asyncIterator]().return?.();
    await failImport(kind, actor, { id: importId, publicId: id }, thrown, database);
    throw thrown;
  }
}

async function failImport(
  kind: ImportKind,
  actor: Actor,
  { id, publicId }: { id: number; publicId: string },
  thrown: unknown,
  database: Database,
): Promise<void> {
  const { code } = crossBorder(thrown);
  await database
    .transaction(async (tx) => {
      await tx.imports.fail(id);
      await tx.audit.insert(actor, auditEvent(`${kind}.import-failed`, publicId, { code }));
    })
    // The database may be what failed; an import that nobody feeds does not count for long.
    .catch(() => {});
}

async function storePart(lines: LineSorter, { database }: ImportOptions): Promise<void> {
  await database.transaction((tx) => lines.recipe.store(tx, lines.take()));
}

function countsOf({ lines, accepted, duplicate, rejectedCount }: ImportReport) {
  return { lines, accepted, duplicate, rejected: rejectedCount };
}

/** The row of an import as callers see it. */
export function importAnswer(
  row: ImportReport & { readonly publicId: string; readonly status: string },
): ImportAnswer {
  return {
    id: row.publicId,
    status: row.status,
    lines: row.lines,
    accepted: row.accepted,
    duplicate: row.duplicate,
    rejected_count: row.rejectedCount,
    rejected: row.rejected,
  };
}

/** Sorts lines into rows to store, duplicates and rejections. */
class LineSorter {
  readonly recipe: ImportRecipe<unknown>;
  readonly report = {
    lines: 0,
    accepted: 0,
    duplicate: 0,
    rejectedCount: 0,
    rejected: [] as ImportRow['rejected'],
  };
  readonly #header: ImportHeader;
  readonly #context: LineContext;
  readonly #seen = new Set<string>();
  #rows: unknown[] = [];

  constructor(recipe: ImportRecipe<unknown>, header: ImportHeader, context: LineContext) {
    this.recipe = recipe;
    this.#header = header;
    this.#context = context;
  }

  add(chunk: RowChunk, delimiter: Delimiter): void {
    const reader = new RowReader(chunk.bytes, delimiter);
    while (reader.next()) {
      if (reader.start === reader.end) continue;
      this.report.lines += 1;
      this.#sort(
        chunk.firstRow + reader.rowIndex,
        Array.from({ length: reader.cells }, (_, at) => reader.cell(at)),
      );
    }
  }

  /** The rows since the last call. */
  take(): readonly unknown[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  #sort(row: number, cells: readonly string[]): void {
    const line = this.recipe.read(cellsOf(this.#header, cells), this.#context);
    if (isRejection(line)) {
      this.report.rejectedCount += 1;
      if (this.report.rejected.length < REJECTIONS_SHOWN) this.report.rejected.push({ row, ...line });
      return;
    }
    if (this.#seen.has(line.identity)) {
      this.report.duplicate += 1;
      return;
    }
    this.#seen.add(line.identity);
    this.report.accepted += 1;
    this.#rows.push(line.row);
  }
}
