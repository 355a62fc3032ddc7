// What list intake does to a cell before it is parsed: takes off what surrounds an address, guesses nothing.

import { parseAddress } from './address.ts';

interface CleanedCell {
  readonly text: string;
  /** The text differs from the cell. */
  readonly cleaned: boolean;
}

/** A cell without anything to take off, settled in one look: nearly every cell of a list. */
const BARE = /^[\w!#$%&'*+\-/=?^`{|}~.]+@[A-Za-z0-9.-]*[A-Za-z0-9]$/;

/** Wrappings may be nested (`"Ann <mailto:a@b.co>"`); deeper than this is no address that someone wrote. */
const LAYERS_MAX = 6;

/** Each takes off one layer, or returns the text as it is. */
const LAYERS: readonly ((text: string) => string)[] = [
  trimEnds,
  stripInvisible,
  insideAngles,
  withoutMailto,
  withoutCellQuotes,
  withoutComments,
  withoutTrailingDot,
];

/**
 * Takes off white space and invisible characters at the ends, invisible characters inside, a display
 * name or angle brackets, `mailto:` (RFC 6068), quotes of a CSV cell, comments (RFC 5322 3.2.2) at the
 * edges of the parts, and the trailing dot of the domain.
 *
 * It never removes a space or a control character inside an address, never turns a full-width `＠`
 * into `@`, and never chooses between several addresses. A cell that is a mailbox already stays as it
 * is. What it returns still has to be parsed.
 */
export function cleanCell(text: string): CleanedCell {
  if (BARE.test(text) || parseAddress(text).valid) return { text, cleaned: false };
  let current = text;
  for (let layer = 0; layer < LAYERS_MAX; layer += 1) {
    const before = current;
    for (const takeOff of LAYERS) current = takeOff(current);
    if (current === before || parseAddress(current).valid) break;
  }
  return { text: current, cleaned: current !== text };
}

/** White space of any kind, zero-width characters and the marks that copying from a document leaves. */
const BLANK = /[\s\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069]/;

/** Looks at each end by itself: a pattern anchored at the end is quadratic in long runs of blanks. */
function trimEnds(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && BLANK.test(text.charAt(start))) start += 1;
  while (end > start && BLANK.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/**
 * Characters that show nothing: soft hyphen, zero-width space, marks, embeddings and isolates, word
 * joiner, BOM. Not the overrides (U+202D, U+202E), which change what a reader sees, and not the
 * joiners, which are letters of some scripts.
 */
function stripInvisible(text: string): string {
  return text.replace(/[\u00AD\u061C\u200B\u200E\u200F\u202A-\u202C\u2060\u2066-\u2069\uFEFF]/g, '');
}

/** `Ann <a@b.co>` and `<a@b.co>`: what the one pair of angle brackets at the end holds. */
function insideAngles(text: string): string {
  if (!text.endsWith('>')) return text;
  const open = firstUnquoted(text, '<');
  if (open === -1) return text;
  const inner = text.slice(open + 1, -1);
  if (!inner.includes('@') || firstUnquoted(inner, '<') !== -1 || firstUnquoted(inner, '>') !== -1)
    return text;
  return namesOtherAddress(trimEnds(text.slice(0, open)), inner) ? text : inner;
}

/** True when the display name holds an `@` outside quotes and is not just the address again. */
function namesOtherAddress(displayName: string, inner: string): boolean {
  if (firstUnquoted(displayName, '@') === -1) return false;
  return displayName.toLowerCase() !== trimEnds(inner).toLowerCase();
}

/** The index of the character outside double quotes, or -1; an unclosed quote hides all that follows. */
function firstUnquoted(text: string, wanted: string): number {
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted && character === '\\') index += 1;
    else if (!isQuoted && character === wanted) return index;
  }
  return -1;
}

/** The address of a mailto link, percent-decoded, without its header fields (RFC 6068 2). */
function withoutMailto(text: string): string {
  if (!/^mailto:/i.test(text)) return text;
  const address = text.slice('mailto:'.length).split('?', 1)[0] ?? '';
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

const QUOTE_PAIRS: readonly string[] = ['""', "''", '``', '“”', '„“', '‘’', '«»'];

/** A pair of quotes around the whole cell. A quoted local part is never one: a domain does not end in a quote. */
function withoutCellQuotes(text: string): string {
  const isWrapped = text.length > 2 && QUOTE_PAIRS.includes(text.charAt(0) + text.charAt(text.length - 1));
  if (!isWrapped) return text;
  const inner = text.slice(1, -1);
  return text.startsWith('"') ? inner.replaceAll('""', '"') : inner;
}

/**
 * Comments before and after the local part and the domain. Inside quotes parentheses are plain text, so
 * a text with quotes is left alone.
 */
function withoutComments(text: string): string {
  if (text.includes('"')) return text;
  const at = text.indexOf('@');
  if (at === -1 || at !== text.lastIndexOf('@')) return text;
  return `${withoutEdgeComments(text.slice(0, at))}@${withoutEdgeComments(text.slice(at + 1))}`;
}

function withoutEdgeComments(part: string): string {
  let rest = part;
  if (rest.startsWith('(')) {
    const close = rest.indexOf(')');
    if (close !== -1) rest = trimEnds(rest.slice(close + 1));
  }
  if (rest.endsWith(')')) {
    const open = rest.lastIndexOf('(');
    if (open !== -1) rest = trimEnds(rest.slice(0, open));
  }
  return rest;
}

function withoutTrailingDot(text: string): string {
  return text.endsWith('.') && !text.endsWith('..') && text.includes('@') ? text.slice(0, -1) : text;
}
