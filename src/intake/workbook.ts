// Turns the first sheet of an XLSX workbook into CSV, row by row.
import { SluiceError } from '../errors.ts';
import { encodeCell } from './csv-cell.ts';
import type { IntakeLimits } from './limits.ts';
import { CELL_MAX_BYTES } from './limits.ts';
import type { SheetContext } from './sheet-rows.ts';
import { SheetRows } from './sheet-rows.ts';
import {
  readNumberStyles,
  readOutline,
  readSharedStrings,
  readSheetPaths,
  SHARED_STRINGS_MAX_BYTES,
} from './workbook-parts.ts';
import { XmlReader } from './xml-reader.ts';
import { asWorkbookError, ZipArchive } from './zip-archive.ts';

const WORKBOOK = 'xl/workbook.xml';
const RELATIONSHIPS = 'xl/_rels/workbook.xml.rels';
const SHARED_STRINGS = 'xl/sharedStrings.xml';
const STYLES = 'xl/styles.xml';
const MACROS = 'xl/vbaProject.bin';

/** Rows that are empty because a sheet skips them are written so many at a time. */
const ROWS_PER_PIECE = 4_096;

/**
 * Opens a workbook that is held in memory. Only the parts named above and the first sheet are read;
 * formulas are never evaluated, their stored value is the text.
 * @returns The rows as CSV: UTF-8, comma, LF. Every row has at least the cells of the first filled one.
 * @throws SluiceError `workbook-encrypted`, `workbook-too-large`, `workbook-invalid`, `not-a-text-file`
 * (another kind of zip, or a workbook with macros), `too-many-columns`, `cell-too-long`
 */
export async function openWorkbook(
  bytes: Buffer,
  limits: IntakeLimits,
): Promise<AsyncGenerator<Uint8Array, void, undefined>> {
  if (bytes.length > limits.workbookMaxBytes) throw new SluiceError('workbook-too-large');
  const archive = await ZipArchive.open(bytes, limits);
  if (!archive.has(WORKBOOK)) throw new SluiceError('not-a-text-file');
  if (archive.has(MACROS)) {
    throw new SluiceError('not-a-text-file', { detail: 'The workbook holds macros; save it as .xlsx.' });
  }
  try {
    const { sheetIds, date1904 } = await readOutline(archive.read(WORKBOOK));
    const paths = await readSheetPaths(archive.read(RELATIONSHIPS));
    const firstId = sheetIds.find((id) => paths.has(id));
    const sheet = firstId === undefined ? undefined : paths.get(firstId);
    if (sheet === undefined) throw new SluiceError('workbook-invalid');
    const strings = archive.has(SHARED_STRINGS)
      ? await readSharedStrings(archive.read(SHARED_STRINGS, SHARED_STRINGS_MAX_BYTES))
      : [];
    const styles = archive.has(STYLES) ? await readNumberStyles(archive.read(STYLES)) : [];
    const { columnsMax } = limits;
    return writeSheet(archive.read(sheet), { strings, styles, date1904, columnsMax });
  } catch (thrown) {
    throw asWorkbookError(thrown);
  }
}

async function* writeSheet(
  pieces: AsyncIterable<Uint8Array>,
  context: SheetContext,
): AsyncGenerator<Uint8Array, void, undefined> {
  const rows = new SheetRows(context);
  const reader = new XmlReader(rows);
  const writer = new RowWriter();
  try {
    for await (const piece of pieces) {
      reader.write(piece);
      yield* writer.write(rows.take());
    }
    reader.end();
    yield* writer.write(rows.take());
  } catch (thrown) {
    throw asWorkbookError(thrown);
  }
}

/** Writes rows as CSV, each as wide as the first that is filled. */
class RowWriter {
  #width = 0;
  #rowNo = 0;

  *write(rows: readonly (readonly string[])[]): Generator<Uint8Array> {
    for (let at = 0; at < rows.length; at += ROWS_PER_PIECE) {
      yield Buffer.from(
        rows
          .slice(at, at + ROWS_PER_PIECE)
          .map((cells) => this.#line(cells))
          .join(''),
      );
    }
  }

  #line(cells: readonly string[]): string {
    this.#rowNo += 1;
    this.#width ||= cells.length;
    const written = cells.map((cell) => this.#cell(cell));
    return `${written.join(',')}${','.repeat(Math.max(0, this.#width - Math.max(1, cells.length)))}\n`;
  }

  #cell(text: string): string {
    const written = encodeCell(text, ',');
    // A quoted cell beyond this length would be taken for one that is never closed.
    if (written !== text && Buffer.byteLength(written) > CELL_MAX_BYTES) {
      throw new SluiceError('cell-too-long', { detail: `It stands in row ${this.#rowNo} of the sheet.` });
    }
    return written;
  }
}
