// The fast path: one pass over a plain ASCII `dot-string@domain`, which nearly every address is.

import type { ParseOutcome, SyntaxFlag } from '../model/mailbox.ts';
import { ADDRESS_OCTETS_MAX, DOMAIN_OCTETS_MAX, LABEL_OCTETS_MAX, LOCAL_OCTETS_MAX } from './octets.ts';

const AT = 0x40;
const DOT = 0x2e;
const HYPHEN = 0x2d;

/** atext (RFC 5322 3.2.3) without `%` and `!`, which make a flag and so leave the fast path. */
const IS_ATEXT = characterTable(
  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789#$&'*+-/=?^_`{|}~",
);

const LOWER = 1;
const UPPER = 2;
const DIGIT = 3;
/** The kind of each let-dig character of a domain label; 0 for anything else. */
const LET_DIG_KIND = letDigKinds();

const NO_FLAGS: readonly SyntaxFlag[] = Object.freeze([]);

/**
 * Accepts an address that is valid and has nothing notable about it.
 *
 * @returns the mailbox with no flags, or null for everything else: a fault, a flag, a quote, a
 * literal, an `xn--` label, or any character outside ASCII. What is refused here goes to
 * `parseCarefully`, where plain ASCII is again judged in linear time and never meets the grammar.
 */
export function parsePlain(text: string): ParseOutcome | null {
  if (text.length > ADDRESS_OCTETS_MAX) return null;
  const at = scanDotString(text);
  if (at < 1 || at > LOCAL_OCTETS_MAX) return null;
  const domainKinds = scanDomain(text, at + 1);
  if (domainKinds === 0) return null;
  const domain = text.slice(at + 1);
  return {
    valid: true,
    mailbox: {
      localPart: text.slice(0, at),
      domain: domainKinds === UPPER ? domain.toLowerCase() : domain,
      domainKind: 'name',
    },
    flags: NO_FLAGS,
  };
}

/** The index of the `@` that ends a dot-string, or -1; `--` may be an `xn--` atom, which makes a flag. */
function scanDotString(text: string): number {
  let previous = DOT;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === AT) return previous === DOT ? -1 : index;
    if (code === DOT ? previous === DOT : IS_ATEXT[code] !== 1) return -1;
    if (code === HYPHEN && previous === HYPHEN) return -1;
    previous = code;
  }
  return -1;
}

/** LOWER for a valid host name, UPPER for one with capitals, 0 for one that is not plain or not valid. */
function scanDomain(text: string, start: number): 0 | typeof LOWER | typeof UPPER {
  const end = text.length;
  if (end - start > DOMAIN_OCTETS_MAX) return 0;
  let labelStart = start;
  let previous = DOT;
  let labelIsNumber = true;
  let hasUpper = false;
  for (let index = start; index < end; index += 1) {
    const code = text.charCodeAt(index);
    const kind = LET_DIG_KIND[code];
    if (code === DOT) {
      if (previous === DOT || previous === HYPHEN || index - labelStart > LABEL_OCTETS_MAX) return 0;
      labelStart = index + 1;
      labelIsNumber = true;
    } else if (code === HYPHEN) {
      if (previous === DOT || previous === HYPHEN) return 0;
      labelIsNumber = false;
    } else if (kind === LOWER || kind === UPPER) {
      labelIsNumber = false;
      if (kind === UPPER) hasUpper = true;
    } else if (kind !== DIGIT) {
      return 0;
    }
    previous = code;
  }
  const tldLength = end - labelStart;
  const isFqdn = labelStart > start && tldLength > 1 && tldLength <= LABEL_OCTETS_MAX;
  if (!isFqdn || labelIsNumber || previous === HYPHEN) return 0;
  return hasUpper ? UPPER : LOWER;
}

function characterTable(characters: string): Uint8Array {
  const table = new Uint8Array(128);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}

function letDigKinds(): Uint8Array {
  const kinds = new Uint8Array(128);
  kinds.fill(LOWER, 0x61, 0x7b);
  kinds.fill(UPPER, 0x41, 0x5b);
  kinds.fill(DIGIT, 0x30, 0x3a);
  return kinds;
}
