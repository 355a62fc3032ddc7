// Reads the rows of a worksheet, with the gaps between them, as arrays of cell texts.
import { SluiceError } from '../errors.ts';
import type { NumberStyle } from './sheet-text.ts';
import { numberText, PLAIN_NUMBER, unescapeText } from './sheet-text.ts';
import { RichText } from './workbook-parts.ts';
import type { XmlAttributes, XmlHandler } from './xml-reader.ts';
import { attribute } from './xml-reader.ts';

/** Rows that a worksheet may have. */
const ROWS_MAX = 1_048_576;

export interface SheetContext {
  readonly strings: readonly string[];
  readonly styles: readonly NumberStyle[];
  readonly date1904: boolean;
  readonly columnsMax: number;
}

/** Takes the events of a worksheet's XML; finished rows are taken with `take`. */
export class SheetRows implements XmlHandler {
  readonly #context: SheetContext;
  readonly #inline = new RichText();
  #finished: string[][] = [];
  #rowNo = 0;
  /** Number of the last row that held something. */
  #lastRowNo = 0;
  #cells: string[] = [];
  #column = 0;
  #type = 'n';
  #style = PLAIN_NUMBER;
  #value = '';
  #inValue = false;

  constructor(context: SheetContext) {
    this.#context = context;
  }

  /**
   * The rows finished since the last call, in order: cells up to the last that is filled. A row that
   * holds nothing is an empty array; rows behind the last that holds something are left out.
   */
  take(): readonly (readonly string[])[] {
    const taken = this.#finished;
    this.#finished = [];
    return taken;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'row') this.#openRow(attribute(attributes, 'r'));
    else if (name === 'c') this.#openCell(attributes);
    else if (name === 'v') this.#inValue = true;
    else this.#inline.open(name);
  }

  close(name: string): void {
    if (name === 'row') this.#closeRow();
    else if (name === 'c') this.#closeCell();
    else if (name === 'v') this.#inValue = false;
    else this.#inline.close(name);
  }

  text(text: string): void {
    if (this.#inValue) this.#value += text;
    else this.#inline.add(text);
  }

  #openRow(reference: string | undefined): void {
    const rowNo = reference === undefined ? this.#rowNo + 1 : Number(reference);
    if (!Number.isInteger(rowNo) || rowNo <= this.#rowNo || rowNo > ROWS_MAX) {
      throw new SluiceError('workbook-invalid');
    }
    this.#rowNo = rowNo;
    this.#cells = [];
    this.#column = -1;
  }

  #openCell(attributes: XmlAttributes): void {
    const reference = attribute(attributes, 'r');
    this.#column = reference === undefined ? this.#column + 1 : columnOf(reference);
    this.#type = attribute(attributes, 't') ?? 'n';
    this.#style = this.#context.styles[Number(attribute(attributes, 's') ?? 0)] ?? PLAIN_NUMBER;
    this.#value = '';
    this.#inline.clear();
  }

  #closeCell(): void {
    const text = this.#cellText();
    if (text === '') return;
    if (this.#column >= this.#context.columnsMax) {
      throw new SluiceError('too-many-columns', {
        detail: `The limit is ${this.#context.columnsMax} columns.`,
      });
    }
    while (this.#cells.length < this.#column) this.#cells.push('');
    this.#cells[this.#column] = text;
  }

  #cellText(): string {
    const value = this.#value;
    if (this.#type === 'inlineStr') return unescapeText(this.#inline.value);
    if (this.#type === 's') return value === '' ? '' : this.#sharedString(value);
    if (this.#type === 'b') return value === '' ? '' : value === '1' || value === 'true' ? 'TRUE' : 'FALSE';
    if (this.#type === 'n') return numberText(value, this.#style, this.#context.date1904);
    return unescapeText(value);
  }

  #sharedString(index: string): string {
    const text = this.#context.strings[Number(index)];
    if (text === undefined) throw new SluiceError('workbook-invalid');
    return text;
  }

  #closeRow(): void {
    if (this.#cells.length === 0) return;
    for (let empty = this.#lastRowNo + 1; empty < this.#rowNo; empty += 1) this.#finished.push([]);
    this.#finished.push(this.#cells);
    this.#lastRowNo = this.#rowNo;
  }
}

/** The 0-based column of a reference such as `AB12`. */
function columnOf(reference: string): number {
  const letters = /^([A-Z]{1,3})\d*$/.exec(reference)?.[1];
  if (letters === undefined) throw new SluiceError('workbook-invalid');
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}
