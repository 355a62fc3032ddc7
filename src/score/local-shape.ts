// The shape of a local part: fingers that walked along the keys, and letters that no language puts together.
import { linesOfStep } from './keyboard.ts';

export interface LocalShape {
  readonly random: boolean;
  readonly keyboardWalk: boolean;
}

const ORDINARY: LocalShape = { random: false, keyboardWalk: false };

/** Nothing shorter is judged: five letters may be anybody's initials and year. */
const SHAPE_LENGTH_MIN = 5;

/** A walk of five keys in one direction (`erty` and `poi` occur in words, `werty` does not). */
const WALK_KEYS_MIN = 5;

/** Or a text of six letters and more that is nothing but walks of three (`asdasd`, `qweasd`). */
const WALKED_TEXT_MIN = 6;
const WALK_PIECE_MIN = 3;

/** Strangeness from which a text counts as made by a machine, and the length it must have. */
const RANDOM_POINTS_MIN = 4;
const RANDOM_LENGTH_MIN = 8;

/** Names go from letters to digits and back (`ana2kim77`); a machine does so more often. */
const ORDINARY_ALTERNATIONS = 3;

/** `knightsbridge` has six consonants in a row, `rtgschmidt` with initials seven. */
const ORDINARY_CONSONANTS = 7;

/**
 * For each letter the letters that follow it in hardly any name: in European languages, in Arabic,
 * Indic, Chinese, Japanese, Vietnamese and African names as they are written in Latin letters. Initials
 * and joined words make one or two such pairs; a random text makes them all the time.
 */
const STRANGE_FOLLOWERS: Readonly<Record<string, string>> = {
  b: 'cfkpqwxz',
  c: 'bfgjpvwx',
  d: 'qx',
  f: 'bcdghjkmpqvwxz',
  g: 'cfjkpqvxz',
  h: 'fgpqxz',
  j: 'fgqvwxyz',
  k: 'fgqxz',
  l: 'jqrxz',
  m: 'gjqvxz',
  n: 'qx',
  o: 'q',
  p: 'bcdfgjkmnqvwxz',
  q: 'cdfgjkmnpqrtwxyz',
  r: 'qx',
  s: 'xz',
  t: 'dgkpqx',
  u: 'q',
  v: 'bcdfghjkmnpqtwxz',
  w: 'bcdfgjmpqtuvxz',
  x: 'bdfgjkmnqrvwz',
  y: 'qwxy',
  z: 'cfgjpqrstx',
};

const STRANGE_PAIRS = buildStrangePairs();

/**
 * The shape of a lower-case local part without its subaddress. Letters outside ASCII belong to no pair,
 * so that only texts in the Latin alphabet are judged.
 */
export function shapeOf(text: string): LocalShape {
  if (text.length < SHAPE_LENGTH_MIN) return ORDINARY;
  const keyboardWalk = isKeyboardWalk(text);
  const random = !keyboardWalk && text.length >= RANDOM_LENGTH_MIN && strangeness(text) >= RANDOM_POINTS_MIN;
  return keyboardWalk || random ? { random, keyboardWalk } : ORDINARY;
}

/** Fingers that walked along a line of keys (`qwerty`, `asdasd1`), or one letter held down (`aaaaa`). */
function isKeyboardWalk(text: string): boolean {
  let letters = 0;
  let walked = 0;
  let keys = 1;
  let held = 1;
  let lines = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isLetter(code)) letters += 1;
    const step = at === 0 || at === text.length ? 0 : linesOfStep(text.charCodeAt(at - 1), code);
    const onward = keys === 1 ? step : step & lines;
    held = at > 0 && isLetter(code) && code === text.charCodeAt(at - 1) ? held + 1 : 1;
    if (held === WALK_KEYS_MIN) return true;
    if (onward !== 0) {
      keys += 1;
      lines = onward;
      if (keys === WALK_KEYS_MIN) return true;
      continue;
    }
    if (keys >= WALK_PIECE_MIN) walked += keys;
    keys = 1;
  }
  return letters >= WALKED_TEXT_MIN && walked === letters;
}

/** Points for strange pairs, for alternating letters and digits, and for long runs of consonants. */
function strangeness(text: string): number {
  let points = 0;
  let alternations = 0;
  let consonants = 0;
  let previous = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (STRANGE_PAIRS[(previous << 7) | code] === 1) points += 1;
    if ((isDigit(code) && isLetter(previous)) || (isLetter(code) && isDigit(previous))) alternations += 1;
    consonants = isConsonant(code) ? consonants + 1 : 0;
    if (consonants === ORDINARY_CONSONANTS + 1) points += 1;
    previous = code < 128 ? code : 0;
  }
  return points + 2 * Math.max(0, alternations - ORDINARY_ALTERNATIONS);
}

function isLetter(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** ASCII consonants; `y` counts as a vowel, as it is one in most languages. */
function isConsonant(code: number): boolean {
  return isLetter(code) && !'aeiouy'.includes(String.fromCharCode(code));
}

function buildStrangePairs(): Uint8Array {
  const table = new Uint8Array(128 * 128);
  for (const [first, followers] of Object.entries(STRANGE_FOLLOWERS)) {
    for (const second of followers) table[(first.charCodeAt(0) << 7) | second.charCodeAt(0)] = 1;
  }
  return table;
}
