// Reads the small parts of a workbook: which sheet is the first, its strings, its number styles.
import { SluiceError } from '../errors.ts';
import type { NumberStyle } from './sheet-text.ts';
import { isBuiltInDate, PLAIN_NUMBER, styleOfCode, unescapeText } from './sheet-text.ts';
import { attribute, readXml } from './xml-reader.ts';

/** All shared strings together, in UTF-16 units, and their number: what fits into memory safely. */
const STRINGS_MAX_LENGTH = 96 * 1024 * 1024;
const STRINGS_MAX = 4_000_000;
/** Their part of the file: three octets a unit and the tags. A larger one is not worth reading to its limit. */
export const SHARED_STRINGS_MAX_BYTES = 3 * STRINGS_MAX_LENGTH + 24 * STRINGS_MAX;

type Pieces = AsyncIterable<Uint8Array>;

export interface WorkbookOutline {
  /** Relationship ids of the sheets in their order, visible ones first. */
  readonly sheetIds: readonly string[];
  /** Days count from 1904, as on old Macs. */
  readonly date1904: boolean;
}

export async function readOutline(pieces: Pieces): Promise<WorkbookOutline> {
  const visible: string[] = [];
  const hidden: string[] = [];
  let date1904 = false;
  await readXml(pieces, {
    open(name, attributes) {
      if (name === 'workbookPr') {
        date1904 = ['1', 'true', 'on'].includes(attribute(attributes, 'date1904') ?? '');
      }
      const id = attribute(attributes, 'id');
      if (name !== 'sheet' || id === undefined) return;
      const state = attribute(attributes, 'state') ?? 'visible';
      (state === 'visible' ? visible : hidden).push(id);
    },
    close() {},
    text() {},
  });
  return { sheetIds: [...visible, ...hidden], date1904 };
}

/** Paths of the worksheets by relationship id; charts and macro sheets are left out. */
export async function readSheetPaths(pieces: Pieces): Promise<ReadonlyMap<string, string>> {
  const paths = new Map<string, string>();
  await readXml(pieces, {
    open(name, attributes) {
      if (name !== 'Relationship') return;
      const id = attribute(attributes, 'Id');
      const target = attribute(attributes, 'Target');
      const isSheet = attribute(attributes, 'Type')?.endsWith('/worksheet') ?? false;
      if (id === undefined || target === undefined || !isSheet) return;
      paths.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
    },
    close() {},
    text() {},
  });
  return paths;
}

export async function readSharedStrings(pieces: Pieces): Promise<readonly string[]> {
  const strings: string[] = [];
  const text = new RichText();
  let length = 0;
  await readXml(pieces, {
    open(name) {
      if (name === 'si') text.clear();
      text.open(name);
    },
    close(name) {
      text.close(name);
      if (name !== 'si') return;
      length += text.value.length;
      if (length > STRINGS_MAX_LENGTH || strings.length >= STRINGS_MAX) {
        throw new SluiceError('workbook-too-large');
      }
      strings.push(unescapeText(text.value));
    },
    text: (part) => text.add(part),
  });
  return strings;
}

/** How each cell style (`s` of a cell) shows a number. */
export async function readNumberStyles(pieces: Pieces): Promise<readonly NumberStyle[]> {
  const codes = new Map<number, string>();
  const styles: NumberStyle[] = [];
  let inCellFormats = false;
  await readXml(pieces, {
    open(name, attributes) {
      const formatId = Number(attribute(attributes, 'numFmtId') ?? 0);
      if (name === 'numFmt') codes.set(formatId, attribute(attributes, 'formatCode') ?? '');
      if (name === 'cellXfs') inCellFormats = true;
      if (name === 'xf' && inCellFormats) styles.push(styleOf(formatId, codes.get(formatId)));
    },
    close(name) {
      if (name === 'cellXfs') inCellFormats = false;
    },
    text() {},
  });
  return styles;
}

function styleOf(formatId: number, code: string | undefined): NumberStyle {
  if (code !== undefined) return styleOfCode(code);
  return isBuiltInDate(formatId) ? { kind: 'date' } : PLAIN_NUMBER;
}

/** Gathers the text of `t` elements, over formatted runs but without phonetic ones (`rPh`). */
export class RichText {
  value = '';
  #inText = false;
  #inPhonetic = false;

  clear(): void {
    this.value = '';
  }

  open(name: string): void {
    if (name === 't') this.#inText = true;
    if (name === 'rPh') this.#inPhonetic = true;
  }

  close(name: string): void {
    if (name === 't') this.#inText = false;
    if (name === 'rPh') this.#inPhonetic = false;
  }

  add(part: string): void {
    if (this.#inText && !this.#inPhonetic) this.value += part;
  }
}
