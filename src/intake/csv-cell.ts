// Writes one cell of a CSV file, and disarms a cell that a spreadsheet would run as a formula.
import type { Delimiter } from '../model/list.ts';

/** A first character that makes a spreadsheet evaluate the cell; the wide forms are folded by some. */
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠]/;

/** The text as a CSV cell (RFC 4180): quoted when, and only when, it must be. */
export function encodeCell(text: string, delimiter: Delimiter): string {
  if (!mustQuote(text, delimiter)) return text;
  return `"${text.replaceAll('"', '""')}"`;
}

/**
 * The text with an apostrophe before it when a spreadsheet could take it for a formula. Never for an
 * address: `+`, `-` and `=` are legal first characters of a local part.
 */
export function guardCell(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}

function mustQuote(text: string, delimiter: Delimiter): boolean {
  return text.includes(delimiter) || text.includes('"') || text.includes('\n') || text.includes('\r');
}
