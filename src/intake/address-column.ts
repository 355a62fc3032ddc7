// Finds the column that holds the addresses: as the caller says, by its name, or by its cells.
import { SluiceError } from '../errors.ts';
import type { Cells } from './header.ts';
import { isHeader, mayBeShown } from './header.ts';
import { addressNameStrength, headerKey } from './layout-words.ts';

/** Share of the filled cells of a column that must look like addresses. */
const SHARE_MIN = 0.25;
const ADDRESS_OCTETS_MAX = 320;
const NAMES_SHOWN = 40;
const NAME_LENGTH_SHOWN = 60;

export interface AddressColumn {
  /** 0-based. */
  readonly column: number;
  readonly hasHeader: boolean;
}

/** True when a cell holds one address, bare or behind a display name; a rough test for choosing. */
function looksLikeAddress(cell: string): boolean {
  const text = cell.trim();
  if (text.length < 3 || text.length > ADDRESS_OCTETS_MAX) return false;
  const bracketed = /<([^<>]+)>$/.exec(text)?.[1] ?? text;
  return /^(?:mailto:)?(?:[^\s@,;|<>]+|"[^"]*")@[^\s@,;|<>]+$/i.test(bracketed);
}

/**
 * @param rows The first rows that hold something.
 * @param wanted The caller's `address_column`: a name of the header or a 1-based number.
 * @returns null when no column holds addresses.
 */
export function findAddressColumn(rows: readonly Cells[], wanted: string | undefined): AddressColumn | null {
  const [first = [], ...body] = rows;
  if (wanted !== undefined) return asWanted(first, body, wanted);
  const byContent = bestByContent(rows, first.length);
  if (first.some(looksLikeAddress))
    return byContent === null ? null : { column: byContent, hasHeader: false };
  const byName = bestByName(first, body);
  if (byName !== null) {
    const emptyBelow = byContent !== null && addressShare(body, byName) === 0;
    if (!emptyBelow) return { column: byName, hasHeader: true };
  }
  if (byContent === null) return null;
  return { column: byContent, hasHeader: isHeader(first, body, byContent) };
}

/** A `no-address-column` that names the columns only if they are certainly names (threat 7). */
export function noAddressColumn(rows: readonly Cells[], width: number): SluiceError {
  const [first = [], ...body] = rows;
  const count = `The file has ${width} ${width === 1 ? 'column' : 'columns'}`;
  const advice = 'name the column of the addresses with address_column (a name of the header or 1, 2, 3 …).';
  if (!mayBeShown(first, body))
    return new SluiceError('no-address-column', { detail: `${count}; ${advice}` });
  const names = first.slice(0, NAMES_SHOWN).map(showName).join(', ');
  const more = first.length > NAMES_SHOWN ? ', …' : '';
  return new SluiceError('no-address-column', { detail: `${count} (${names}${more}); ${advice}` });
}

function showName(name: string): string {
  return name
    .trim()
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')
    .slice(0, NAME_LENGTH_SHOWN);
}

function asWanted(first: Cells, body: readonly Cells[], wanted: string): AddressColumn | null {
  const hasAddress = first.some(looksLikeAddress);
  const named = hasAddress ? -1 : positionOfName(first, wanted);
  if (named >= 0) return { column: named, hasHeader: true };
  if (!/^\d{1,5}$/.test(wanted.trim())) return null;
  const column = Number(wanted) - 1;
  const width = Math.max(first.length, ...body.map((row) => row.length));
  if (column < 0 || column >= width) return null;
  const knownName = first.some((cell) => addressNameStrength(cell) === 'strong');
  return { column, hasHeader: !hasAddress && (knownName || isHeader(first, body, column)) };
}

function positionOfName(first: Cells, wanted: string): number {
  const exact = first.indexOf(wanted);
  if (exact >= 0) return exact;
  const key = headerKey(wanted);
  return key === '' ? -1 : first.findIndex((cell) => headerKey(cell) === key);
}

/** The column with a telling name; among several, the one that is best filled with addresses. */
function bestByName(first: Cells, body: readonly Cells[]): number | null {
  let best: { readonly column: number; readonly rank: number } | null = null;
  for (const [column, cell] of first.entries()) {
    const strength = addressNameStrength(cell);
    if (strength === null || (strength === 'weak' && !couldHoldAddresses(body, column))) continue;
    const rank = addressShare(body, column) + (strength === 'strong' ? 0.5 : 0);
    if (best === null || rank > best.rank) best = { column, rank };
  }
  return best?.column ?? null;
}

/** False for a street under "address": text with blanks and no @ anywhere. */
function couldHoldAddresses(body: readonly Cells[], column: number): boolean {
  const cells = body.map((row) => row[column]?.trim() ?? '');
  return cells.some((cell) => cell.includes('@')) || cells.every((cell) => !/\s/.test(cell));
}

/** The leftmost column with the greatest share of addresses; null when none has enough. */
function bestByContent(rows: readonly Cells[], width: number): number | null {
  let best: number | null = null;
  let bestShare = SHARE_MIN;
  for (let column = 0; column < width; column += 1) {
    const share = addressShare(rows, column);
    if (share < bestShare || (best !== null && share === bestShare)) continue;
    best = column;
    bestShare = share;
  }
  return best;
}

function addressShare(rows: readonly Cells[], column: number): number {
  let filled = 0;
  let addresses = 0;
  for (const row of rows) {
    const cell = row[column] ?? '';
    if (cell.trim() === '') continue;
    filled += 1;
    if (looksLikeAddress(cell)) addresses += 1;
  }
  return filled === 0 ? 0 : addresses / filled;
}
