// Characters that must not stand in an address, because a reader cannot see them or they will change.

import { toUnicode } from 'tr46';

/** ASCII controls and DEL (RFC 5321 4.1.2); NUL, CR and LF among them would be an SMTP injection. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose.
const CONTROL = /[\x00-\x1F\x7F]/;

const JOINER = /[\u200C\u200D]/;

/**
 * What RFC 8264 9 and RFC 5892 2.6 disallow in every identifier: C1 controls, format characters
 * (bidi controls, zero-width, soft hyphen, BOM), private use, lone surrogates, noncharacters, all
 * spaces but the ASCII one, other invisible characters (Default_Ignorable_Code_Point) and U+FFFD.
 * Unassigned code points are refused too: a later Unicode may give them a decomposition or a lower
 * case, and a key made today would then no longer be found. The joiners are judged by context.
 */
const UNSAFE = /[[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\uFFFD]--[\p{ASCII}\u200C\u200D]]/v;

const NON_ASCII_RUN = /\P{ASCII}+/gu;

/** True when the text holds an ASCII control character or DEL. */
export function hasControlCharacter(text: string): boolean {
  return CONTROL.test(text);
}

/**
 * True when the text holds a character that is unsafe in both parts of an address. Must run before
 * any UTS #46 mapping, which silently deletes U+00AD, U+200B, U+2060 and U+FEFF.
 */
export function hasUnsafeUnicode(text: string): boolean {
  return UNSAFE.test(text);
}

/**
 * True when a ZWNJ or ZWJ stands where no script needs it (RFC 5892 appendix A.1 and A.2). Meant for
 * local parts; in a domain the IDNA processing asks the same question of each label.
 */
export function hasStrayJoiner(text: string): boolean {
  if (!JOINER.test(text)) return false;
  const runs = text.match(NON_ASCII_RUN) ?? [];
  return runs.some((run) => JOINER.test(run) && toUnicode(run, { checkJoiners: true }).error);
}
