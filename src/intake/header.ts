// Tells whether the first row of a file names its columns.
import { holdsHeaderWord, isHeaderWord, isNameLike, isNameOfColumn } from './layout-words.ts';

/** What people write where a value is missing; never the name of a column of addresses. */
const PLACEHOLDERS: ReadonlySet<string> = new Set(['none', 'null', 'nil', 'na', 'unknown', 'empty', 'nan']);

export type Cells = readonly string[];

/**
 * True when a first row that holds no address, and no known name of an address column, is a header
 * all the same. In doubt it is data: a header kept as a row is seen, a row taken as a header is lost.
 * @param body The rows below.
 * @param addressColumn Where the rows below hold addresses.
 */
export function isHeader(first: Cells, body: readonly Cells[], addressColumn: number): boolean {
  const name = first[addressColumn]?.trim() ?? '';
  if (!isNameLike(name) || PLACEHOLDERS.has(name.toLowerCase().replace(/[^\p{L}]/gu, ''))) return false;
  if (first.length === 1) return isHeaderWord(name);
  return first.some(holdsHeaderWord) || differsFromBody(first, body);
}

/**
 * True when the cells of a first row may be shown to the caller as column names: none holds a digit, an @ or a
 * date, all differ, and of more than half of the columns a known word or the rows below say that it is a header.
 * Anything else may be a person, and one telling column is not enough: people are called Price, live in a Land,
 * and may be the only ones without a telephone number.
 */
export function mayBeShown(first: Cells, body: readonly Cells[]): boolean {
  if (!looksLikeNames(first)) return false;
  const filled = first.flatMap((cell, column) => (cell.trim() === '' ? [] : [column]));
  const telling = filled.filter(
    (column) => isNameOfColumn(first[column] ?? '') || holdsDigitsBelow(first, body, column),
  );
  return telling.length * 2 > filled.length;
}

function looksLikeNames(first: Cells): boolean {
  const names = first.map((cell) => cell.trim()).filter((cell) => cell !== '');
  if (names.length === 0 || names.some((name) => /[\p{N}@]/u.test(name))) return false;
  return new Set(names.map((name) => name.toLowerCase())).size === names.length;
}

function differsFromBody(first: Cells, body: readonly Cells[]): boolean {
  return first.some((_, column) => holdsDigitsBelow(first, body, column));
}

/** True when a column holds digits (a date, a number, a code) in most rows, but not in the first. */
function holdsDigitsBelow(first: Cells, body: readonly Cells[], column: number): boolean {
  const name = first[column] ?? '';
  if (name.trim() === '' || /\p{N}/u.test(name)) return false;
  const cells = body.map((row) => row[column] ?? '').filter((cell) => cell.trim() !== '');
  const withDigits = cells.filter((cell) => /\p{N}/u.test(cell) && !cell.includes('@'));
  return cells.length > 0 && withDigits.length * 2 > cells.length;
}
