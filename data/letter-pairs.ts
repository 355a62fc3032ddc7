// Makes the letter pairs by which machine-made local parts are known, from ordinary names of many languages.

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** The row of a letter that no letter stands before. */
const NO_LETTER = LETTERS.length;

/** Strangeness is kept in quarters of a nat, between half a nat for a letter and three against it. */
const STEPS = 4;
const FOR_MAX = 0.5;
const AGAINST_MAX = 3;

/** Of each three names one is kept for the test, by a seeded hash: nothing is ever tuned on it. */
export function isHeldOut(name: string): boolean {
  return fnv1a(`ordinary-names:${name}`) % 3 === 0;
}

export interface LanguageNames {
  /** ISO 639. */
  readonly language: string;
  readonly kind: 'given' | 'family' | 'word';
  readonly names: readonly string[];
}

/** Reads a file of names: `language kind name name …` a line, `#` begins a remark. */
export function readNames(text: string): readonly LanguageNames[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [language = '', kind, ...names] = line.split(' ');
      if (kind !== 'given' && kind !== 'family' && kind !== 'word')
        throw new RangeError(`Expected given, family or word, got ${kind}.`);
      return { language, kind, names };
    });
}

/**
 * For each letter before (the last row: none) and each letter one hexadecimal digit: 2 where names have
 * the pair as often as chance, less where more often, more where more rarely.
 */
export function letterPairs(languages: readonly LanguageNames[]): readonly string[] {
  const counts = countPairs(languages.flatMap(({ names }) => names));
  return counts.map((followers) => {
    const total = followers.reduce((sum, count) => sum + count, 0);
    // One is added to each count: a pair that was not seen is rare, not impossible.
    const digits = followers.map((count) =>
      strangeness(Math.log(((count + 1) / (total + LETTERS.length)) * LETTERS.length)),
    );
    return digits.map((digit) => digit.toString(16)).join('');
  });
}

/** The text of `src/score/letter-pairs.ts`. */
export function letterPairsModule(pairs: readonly string[]): string {
  const rows = pairs.map((row, at) => `  '${row}', // ${LETTERS[at] ?? 'no letter'}`);
  return `// How strange a letter is after another, in names of many languages; made by data/compile-letter-pairs.ts.

/**
 * A row for each letter before, the last where none is; in it a hexadecimal digit d for each letter from a to
 * z: names have the pair e^((2 - d)/4) times as often as a random text.
 */
export const LETTER_PAIRS = [
${rows.join('\n')}
] as const;
`;
}

function countPairs(names: readonly string[]): number[][] {
  const counts = Array.from({ length: NO_LETTER + 1 }, () => Array<number>(LETTERS.length).fill(0));
  for (const name of names) {
    let before = NO_LETTER;
    for (const character of name) {
      const letter = LETTERS.indexOf(character);
      const followers = counts[before];
      if (letter >= 0 && followers !== undefined) followers[letter] = (followers[letter] ?? 0) + 1;
      before = letter >= 0 ? letter : NO_LETTER;
    }
  }
  return counts;
}

function strangeness(logRatio: number): number {
  const bounded = Math.max(-AGAINST_MAX, Math.min(FOR_MAX, logRatio));
  return Math.round(STEPS * (FOR_MAX - bounded));
}

/** FNV-1a, 32 bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return hash;
}
