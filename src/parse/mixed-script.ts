// Words that mix scripts or use rare characters: allowed, but how look-alikes are made (UTS #39 5, RFC 8264 12).

import { isAscii } from './octets.ts';

/** What UTS #39 5.2 calls highly restrictive: one script, or Latin within Chinese, Japanese or Korean. */
const SCRIPT_SETS: readonly string[] = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Latin Han Hiragana Katakana',
  'Latin Han Bopomofo',
  'Latin Han Hangul',
  ...'Arabic Armenian Bengali Devanagari Ethiopic Georgian Gujarati Gurmukhi Hebrew Kannada Khmer'.split(' '),
  ...'Lao Malayalam Myanmar Oriya Sinhala Tamil Telugu Thaana Thai Tibetan'.split(' '),
  ...'Adlam Balinese Canadian_Aboriginal Cherokee Javanese Mongolian Nko Syriac Tifinagh Yi'.split(' '),
];

const IN_ONE_SET: readonly RegExp[] = SCRIPT_SETS.map((scripts) => {
  const extensions = scripts.split(' ').map((script) => `\\p{Script_Extensions=${script}}`);
  return new RegExp(`^[${extensions.join('')}\\p{Script_Extensions=Zyyy}\\p{Script_Extensions=Zinh}]*$`, 'u');
});

/** Outside the LetterDigits of the PRECIS IdentifierClass (RFC 8264 4.2 and 9.1). */
const NOT_LETTER_DIGIT = /[^\p{ASCII}\p{Ll}\p{Lu}\p{Lo}\p{Lm}\p{Mn}\p{Mc}\p{Nd}\u200C\u200D]/u;

/** Old Hangul jamo (RFC 8264 9.9): they look like modern syllables and do not compose with them. */
const OLD_HANGUL = /[\u1100-\u11FF\uA960-\uA97C\uD7B0-\uD7FB]/;

/**
 * True when no single script, and no CJK combination, holds all letters of the word. Digits and
 * punctuation belong to every script; a word of plain ASCII is never mixed.
 */
export function isMixedScript(word: string): boolean {
  return !isAscii(word) && !IN_ONE_SET.some((set) => set.test(word));
}

/**
 * True when the text has characters that RFC 6531 allows and PRECIS identifiers do not: symbols, emoji,
 * punctuation, old jamo, and compatibility characters such as full-width letters (RFC 8264 9.17).
 */
export function isUnusualUnicode(text: string): boolean {
  return NOT_LETTER_DIGIT.test(text) || OLD_HANGUL.test(text) || text.normalize('NFKC') !== text;
}
