// The shape of a local part: fingers that walked along the keys, and letters that no language puts together.
import { linesOfStep } from './keyboard.ts';
import { LETTER_PAIRS } from './letter-pairs.ts';

export interface LocalShape {
  readonly random: boolean;
  readonly keyboardWalk: boolean;
}

const ORDINARY: LocalShape = { random: false, keyboardWalk: false };
const RANDOM: LocalShape = { random: true, keyboardWalk: false };
const WALK: LocalShape = { random: false, keyboardWalk: true };

/** Nothing shorter is judged: five letters may be anybody's initials and year. */
const SHAPE_LENGTH_MIN = 5;

/** A walk of five keys in one direction (`erty` and `poi` occur in words, `werty` does not). */
const WALK_KEYS_MIN = 5;

/** Or a text of six letters and more that is nothing but walks of three (`asdasd`, `1qaz2wsx`). */
const WALKED_TEXT_MIN = 6;
const WALK_PIECE_MIN = 3;

/** The length that a text must have to count as made by a machine. */
const RANDOM_LENGTH_MIN = 8;

/** In quarters of a nat, as LETTER_PAIRS: chance makes such a stretch e^11.5 = 100,000 times as often as names do. */
const STRANGENESS_MIN = 46;

/** The digit of LETTER_PAIRS for a letter that names have there as often as chance has it. */
const AS_BY_CHANCE = 2;

/** Names go from letters to digits and back (`ana2kim`); a machine does so more often. In quarter nats. */
const ORDINARY_ALTERNATIONS = 2;
const ALTERNATION_STRANGENESS = 16;

const LETTERS = 26;
const STRANGENESS = Int8Array.from(
  LETTER_PAIRS.join(''),
  (digit) => Number.parseInt(digit, 16) - AS_BY_CHANCE,
);

/**
 * The shape of a lower-case local part without its subaddress. Letters outside ASCII belong to no pair,
 * so that only texts in the Latin alphabet are judged.
 */
export function shapeOf(text: string): LocalShape {
  if (text.length < SHAPE_LENGTH_MIN) return ORDINARY;
  if (isKeyboardWalk(text)) return WALK;
  return text.length >= RANDOM_LENGTH_MIN && isRandom(text) ? RANDOM : ORDINARY;
}

/** Fingers that walked along a line of keys (`qwerty`, `asdasd1`), or one letter held down (`aaaaa`). */
function isKeyboardWalk(text: string): boolean {
  let letters = 0;
  let walkedLetters = 0;
  let keys = 1;
  let keyLetters = 0;
  let held = 1;
  let lines = 0;
  let before = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at === text.length ? 0 : text.charCodeAt(at);
    const letter = isLetter(code) ? 1 : 0;
    letters += letter;
    held = letter === 1 && code === before ? held + 1 : 1;
    if (held === WALK_KEYS_MIN) return true;
    const step = linesOfStep(before, code);
    const onward = keys === 1 ? step : step & lines;
    before = code;
    if (onward === 0) {
      if (keys >= WALK_PIECE_MIN) walkedLetters += keyLetters;
      keys = 1;
      keyLetters = letter;
      continue;
    }
    keys += 1;
    keyLetters += letter;
    lines = onward;
    // A walk along the digits alone is a year or a telephone number.
    if (keys >= WALK_KEYS_MIN && keyLetters > 0) return true;
  }
  return letters >= WALKED_TEXT_MIN && walkedLetters === letters;
}

/** Whether some stretch of the text is far likelier to be made by chance than to be a name. */
function isRandom(text: string): boolean {
  let strangeness = 0;
  let alternations = 0;
  let before = LETTERS;
  let beforeIsDigit = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const letter = isLetter(code) ? code - 0x61 : LETTERS;
    const digit = isDigit(code);
    if ((digit && before !== LETTERS) || (beforeIsDigit && letter !== LETTERS)) {
      alternations += 1;
      if (alternations > ORDINARY_ALTERNATIONS) strangeness += ALTERNATION_STRANGENESS;
    }
    if (letter !== LETTERS) strangeness += STRANGENESS[before * LETTERS + letter] ?? 0;
    if (strangeness >= STRANGENESS_MIN) return true;
    // An ordinary beginning does not outweigh what follows it (`john.xq7vk9zt`).
    if (strangeness < 0) strangeness = 0;
    before = letter;
    beforeIsDigit = digit;
  }
  return false;
}

function isLetter(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
