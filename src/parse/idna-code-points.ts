// Which code points IDNA2008 allows in a U-label: the derived property of RFC 5892 and its context rules.

/**
 * LetterDigits (RFC 5892 2.1), the hyphen, and the Exceptions (2.6) that are allowed, alone or in context.
 * The capitals that the mapping leaves are those of Cherokee, which fold to themselves.
 */
const LETTERS = String.raw`\p{Lu}\p{Ll}\p{Lo}\p{Lm}\p{Mn}\p{Mc}\p{Nd}\-\u00B7\u0375\u05F3\u05F4\u06FD\u06FE\u0F0B\u3007\u30FB`;

/** IgnorableProperties (2.3), the Exceptions (2.6) that are not allowed, OldHangulJamo (2.9), IgnorableBlocks (2.4). */
const NOT_LETTERS = [
  String.raw`\p{Default_Ignorable_Code_Point}`,
  String.raw`\u0640\u07FA\u302E\u302F\u3031-\u3035\u303B`,
  String.raw`\u1100-\u11FF\uA960-\uA97C\uD7B0-\uD7FB`,
  String.raw`\u20D0-\u20FF\u{1D100}-\u{1D24F}`,
].join('');

/**
 * PVALID, CONTEXTO and CONTEXTJ (the two joiners) of RFC 5892 3, for labels that UTS #46 has mapped,
 * which settles "Unstable". The rest, symbols and emoji above all, is DISALLOWED.
 */
const ALLOWED = new RegExp(`^[[[${LETTERS}]--[${NOT_LETTERS}]]\\u200C\\u200D]+$`, 'v');

/** RFC 5892 appendix A.3 to A.9: a label that has the first must not have the second. */
const CONTEXT_RULES: readonly (readonly [character: RegExp, misplaced: RegExp])[] = [
  // A.3, middle dot: only between two l, for Catalan.
  [/\u00B7/, /(?<!l)\u00B7|\u00B7(?!l)/],
  // A.4, Greek keraia: only before Greek.
  [/\u0375/, /\u0375(?!\p{Script=Greek})/u],
  // A.5 and A.6, Hebrew geresh and gershayim: only after Hebrew.
  [/[\u05F3\u05F4]/, /(?<!\p{Script=Hebrew})[\u05F3\u05F4]/u],
  // A.7, katakana middle dot: only in a label with Hiragana, Katakana or Han.
  [/\u30FB/, /^[^\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]*$/u],
  // A.8 and A.9, the two rows of Arabic-Indic digits: never both.
  [/[\u0660-\u0669]/, /[\u06F0-\u06F9]/],
];

/**
 * True when IDNA2008 allows the U-label's code points where they stand. CONTEXTJ (joiners) is left to
 * the UTS #46 processing, which has already asked.
 */
export function isIdna2008Label(uLabel: string): boolean {
  if (!ALLOWED.test(uLabel)) return false;
  return CONTEXT_RULES.every(([character, misplaced]) => !character.test(uLabel) || !misplaced.test(uLabel));
}
