// Finds the layout of a file from its first rows: delimiter, header, address column.
import { SluiceError } from '../errors.ts';
import type { Delimiter, Encoding, ListLayout } from '../model/list.ts';
import { DELIMITERS } from '../model/list.ts';
import { findAddressColumn, noAddressColumn } from './address-column.ts';
import { addressNameStrength } from './layout-words.ts';
import type { IntakeLimits } from './limits.ts';
import type { Sample } from './sample.ts';
import { readSample } from './sample.ts';

export interface LayoutOptions {
  readonly encoding: Encoding;
  readonly format: 'text' | 'xlsx';
  /** False when the file goes on behind the head. */
  readonly complete: boolean;
  /** A name of the header, or a 1-based number. */
  readonly addressColumn?: string | undefined;
  /** The first row is the header whatever it says, and no column needs to hold addresses. */
  readonly headed?: boolean | undefined;
  readonly limits: Pick<IntakeLimits, 'columnsMax' | 'headerMaxBytes'>;
}

export interface FoundLayout {
  readonly layout: ListLayout;
  /** Offset in the head at which the data rows begin. */
  readonly dataStart: number;
}

/** Excel's own hint: a first line that says what the delimiter is. */
const SEPARATOR_LINE = /^"?sep=([,;\t|])"?(?:\r\n|\r|\n|$)/i;

/**
 * @param head The first 64 KiB of UTF-8 or more, up to the end of the file; at least one whole row.
 * @throws SluiceError `no-address-column`, `too-many-columns`, `header-too-long`
 */
export function findLayout(head: Uint8Array, options: LayoutOptions): FoundLayout {
  const { limits, addressColumn: wanted } = options;
  const hint = SEPARATOR_LINE.exec(Buffer.from(head.subarray(0, 16)).toString('latin1'));
  const skipped = options.format === 'text' && hint ? hint[0].length : 0;
  const whole = wholeRows(head, options.complete).subarray(skipped);
  const candidates = candidateDelimiters(options.format, skipped > 0 ? hint?.[1] : undefined);
  const samples = candidates.map((delimiter) => readSample(whole, delimiter, limits.columnsMax));
  const sample = chooseSample(samples, wanted);
  const first = sample.rows[0];
  const widest = Math.max(first?.width ?? 0, sample.width);
  const format = options.format === 'xlsx' ? 'xlsx' : widest > 1 ? 'csv' : 'lines';
  const common = { format, encoding: options.encoding, delimiter: sample.delimiter } as const;
  if (!first) {
    const width = head.length === 0 ? 0 : 1;
    return { layout: { ...common, columns: null, width, addressColumn: 0 }, dataStart: skipped };
  }
  if (widest > limits.columnsMax) {
    throw new SluiceError('too-many-columns', { detail: `The limit is ${limits.columnsMax} columns.` });
  }
  const rows = sample.rows.map((row) => row.cells);
  const found = findAddressColumn(rows, wanted);
  if (!found && !options.headed) throw noAddressColumn(rows, widest);
  const addressColumn = found?.column ?? 0;
  const hasHeader = options.headed || found?.hasHeader;
  if (!hasHeader) {
    const width = Math.max(sample.width, addressColumn + 1);
    return { layout: { ...common, columns: null, width, addressColumn }, dataStart: skipped };
  }
  if (first.next - first.start > limits.headerMaxBytes) {
    throw new SluiceError('header-too-long', { detail: `The limit is ${limits.headerMaxBytes} bytes.` });
  }
  const layout = { ...common, columns: first.cells, width: first.width, addressColumn };
  return { layout, dataStart: skipped + first.next };
}

/** The head up to its last line end, so that no row at its end is judged by half of it. */
function wholeRows(head: Uint8Array, complete: boolean): Uint8Array {
  if (complete) return head;
  const end = Math.max(head.lastIndexOf(0x0a), head.lastIndexOf(0x0d)) + 1;
  return end === 0 ? head : head.subarray(0, end);
}

function candidateDelimiters(format: 'text' | 'xlsx', hint: string | undefined): readonly Delimiter[] {
  if (format === 'xlsx') return [','];
  const hinted = DELIMITERS.find((delimiter) => delimiter === hint);
  return hinted ? [hinted] : DELIMITERS;
}

/**
 * The sample that reads most like a table of addresses: an address column first, then equal rows,
 * then many cells. A file in which no delimiter makes a table is a list of lines, written with a comma.
 */
function chooseSample(samples: readonly Sample[], wanted: string | undefined): Sample {
  const [fallback] = samples;
  if (!fallback) throw new Error('Expected at least one delimiter to try.');
  let best: { readonly sample: Sample; readonly rank: readonly number[] } | null = null;
  for (const sample of samples) {
    if (!isTable(sample)) continue;
    const rows = sample.rows.map((row) => row.cells);
    const found = findAddressColumn(rows, wanted) !== null || findAddressColumn(rows, undefined) !== null;
    const rank = [found ? 1 : 0, Math.round(sample.share * 20), sample.width];
    if (best === null || isGreater(rank, best.rank)) best = { sample, rank };
  }
  return best?.sample ?? fallback;
}

/** True when most rows have several cells, or the first row names an address column among others. */
function isTable(sample: Sample): boolean {
  if (sample.width > 1) return true;
  const first = sample.rows[0];
  if (!first || first.width < 2) return false;
  return first.cells.some((cell) => addressNameStrength(cell) === 'strong');
}

function isGreater(rank: readonly number[], other: readonly number[]): boolean {
  for (const [at, value] of rank.entries()) {
    const difference = value - (other[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
