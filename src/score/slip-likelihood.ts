// Whether one slip is the likelier story than another name: what people mistype, and what is a word of its own.
import { areNeighbours } from './keyboard.ts';
import type { Slip } from './slips.ts';

/**
 * How a provider's name stands among the names of others. `short`: under five letters, next to real
 * companies (`aol` and `aon`). `national`: known under one country's domain, where the words of its
 * language lie around it (`libero` and `libro`). `worldwide`: known under many countries' domains, and
 * nobody else's name. `plain`: the rest.
 */
export type NameClass = 'short' | 'national' | 'plain' | 'worldwide';

/** One slip from an intended name to a typed one. */
interface SlipInName {
  readonly slip: Slip;
  readonly typed: string;
  readonly intended: string;
}

/** In a name as brief as this every vowel counts. */
const BRIEF_NAME = 5;
/** A name as long as this is seldom missed for a whole other word. */
const LONG_NAME = 7;
/** A name as long as this is known without its first letter. */
const VERY_LONG_NAME = 8;

/** True when the typed name is more likely this slip than a name that somebody else has. */
export function isLikelySlip(found: SlipInName, nameClass: NameClass): boolean {
  switch (nameClass) {
    case 'short':
      return false;
    case 'national':
      return isNoWord(found);
    case 'plain':
    case 'worldwide':
      return isMistyped(found, nameClass === 'worldwide');
  }
}

/** The first letter is seldom missed, a key far off is seldom hit, and a letter more at the end is a plural. */
function isMistyped(found: SlipInName, isWorldwide: boolean): boolean {
  const { slip, typed, intended } = found;
  const { kind, at } = slip;
  const isKnownByRest = at > 0 || isWorldwide || intended.length >= VERY_LONG_NAME;
  switch (kind) {
    case 'doubled':
    case 'transposed':
      return true;
    case 'neighbour-key':
      return at > 0;
    case 'wrong-key':
      return isVowelForVowel(found, isWorldwide);
    case 'dropped':
      return isKnownByRest;
    case 'added':
      if (at === intended.length) return typed[at] !== 's' && isStruckAlong(typed, at);
      return isStruckAlong(typed, at) ? isKnownByRest : at > 0 && intended.includes(typed.charAt(at));
  }
}

/** Spelt by ear (`verizan`); at the end of a name or in a brief one it makes another name. */
function isVowelForVowel({ slip: { at }, typed, intended }: SlipInName, isWorldwide: boolean): boolean {
  const isOfEar = isWorldwide || (intended.length > BRIEF_NAME && at < intended.length - 1);
  return at > 0 && isOfEar && isVowel(typed, at) && isVowel(intended, at);
}

/**
 * What the slip left is a word of no language. The ends of words change with their grammar; vowels for
 * vowels, letters more and letters less make other words, the shorter the likelier.
 */
function isNoWord({ slip, typed, intended }: SlipInName): boolean {
  const { kind, at } = slip;
  const isLong = intended.length >= LONG_NAME;
  const isVeryLong = intended.length >= VERY_LONG_NAME;
  const isWithin = at > 0 && at < intended.length - 1;
  switch (kind) {
    case 'doubled':
      return typed.length > intended.length || (isLong && !isVowel(intended, at));
    case 'transposed':
      return isLong || at < intended.length - 2;
    case 'neighbour-key':
      if (isVowel(typed, at) !== isVowel(intended, at)) return at > 0;
      return isWithin && !isVowel(typed, at);
    case 'dropped':
      return isWithin && isLetter(intended, at) && (isVeryLong || (isLong && !isVowel(intended, at)));
    case 'added':
      return at > 0 && at < intended.length && isLong && isStruckAlong(typed, at);
    case 'wrong-key':
      return false;
  }
}

/** A letter too many beside its neighbour on the keyboard: one finger, two keys. */
function isStruckAlong(typed: string, at: number): boolean {
  const code = typed.charCodeAt(at);
  return areNeighbours(code, typed.charCodeAt(at - 1)) || areNeighbours(code, typed.charCodeAt(at + 1));
}

function isVowel(text: string, at: number): boolean {
  return 'aeiouy'.includes(text.charAt(at));
}

function isLetter(text: string, at: number): boolean {
  return /[a-z]/.test(text.charAt(at));
}
