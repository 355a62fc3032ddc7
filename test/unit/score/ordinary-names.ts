// Local parts as people choose them, made of their names; the same for the same names and seed.
import { createRandom, pick } from '../../../bench/random.ts';
import type { LanguageNames } from '../../../data/letter-pairs.ts';

/** What a shape is made of: two given names, two family names and two words of one language. */
interface Parts {
  readonly given: string;
  readonly second: string;
  readonly family: string;
  readonly maiden: string;
  readonly word: string;
  readonly other: string;
  /** A number of one to four digits, without a meaning. */
  readonly number: string;
  readonly year: number;
}

const short = (name: string, length: number): string => name.slice(0, length);
const unvowelled = (name: string): string => short(name, 1) + name.slice(1).replaceAll(/[aeiou]/g, '');

/** How many of the local parts have a shape, and the shape. */
const SHAPES: readonly (readonly [share: number, shape: (parts: Parts) => string])[] = [
  [28, ({ given, family }) => `${given}.${family}`],
  [20, ({ given, family }) => given + family],
  [16, ({ given, family }) => short(given, 1) + family],
  [10, ({ given, family }) => `${short(given, 1)}.${family}`],
  [8, ({ given, family }) => `${given}_${family}`],
  [8, ({ given, family }) => family + given],
  [6, ({ given, family }) => `${family}.${given}`],
  [6, ({ given, family }) => family + short(given, 1)],
  [6, ({ given, family }) => given + short(family, 1)],
  [8, ({ given, number }) => given + number],
  [8, ({ given, family, year }) => given + family + (year % 100)],
  [6, ({ given, family, year }) => `${given}.${family}${year}`],
  [6, ({ family, number }) => family + number],
  [4, ({ given }) => given],
  [4, ({ family }) => family],
  [6, ({ given, second, family }) => `${given}-${second}.${family}`],
  [6, ({ given, second, family }) => given + second + family],
  [6, ({ given, family, maiden }) => `${given}.${family}-${maiden}`],
  [4, ({ given, family, maiden }) => given + family + maiden],
  [6, ({ given, second, family }) => `${given}.${short(second, 1)}.${family}`],
  [4, ({ given, second, family }) => short(given, 1) + short(second, 1) + family],
  [2, ({ given, family }) => short(given, 3) + short(family, 4)],
  [2, ({ given, family, year }) => `${short(given, 4)}${short(family, 4)}${year % 100}`],
  [2, ({ given, second, family, year }) => `${short(given, 1)}${short(second, 1)}${short(family, 1)}${year}`],
  [2, ({ given, family, number }) => short(family, 5) + short(given, 1) + number],
  [1, ({ given, family }) => unvowelled(given + family)],
  [4, ({ word, other }) => word + other],
  [4, ({ word, number }) => word + number],
  [2, ({ given, word }) => given + word],
  [2, ({ given, word, year }) => `${word}${given}${year % 100}`],
  [1, ({ word }) => `xx_${word}_xx`],
  [1, ({ given, word }) => `${given}4${word}`],
  [1, ({ given, family }) => `dr${given}${family}`],
  [1, ({ given, number, year }) => `${number}${given}${year}`],
];
const SHARES = SHAPES.reduce((sum, [share]) => sum + share, 0);

/** `count` distinct local parts; every language has its turn as often as the others. */
export function ordinaryLocalParts(
  languages: readonly LanguageNames[],
  count: number,
  seed: number,
): readonly string[] {
  const random = createRandom(seed);
  const pools = [...Map.groupBy(languages, ({ language }) => language).values()].map(poolOf);
  const words = languages.flatMap(({ kind, names }) => (kind === 'word' ? names : []));
  const made = new Set<string>();
  while (made.size < count) {
    const { given, family } = pick(pools, random);
    const parts: Parts = {
      given: pick(given, random),
      second: pick(given, random),
      family: pick(family, random),
      maiden: pick(family, random),
      word: pick(words, random),
      other: pick(words, random),
      number: String(Math.floor(random() * 10 ** (1 + Math.floor(random() * 4)))),
      year: 1940 + Math.floor(random() * 70),
    };
    made.add(pickShape(random)(parts).slice(0, 64));
  }
  return [...made];
}

function poolOf(lists: readonly LanguageNames[]) {
  const namesOf = (wanted: LanguageNames['kind']) =>
    lists.flatMap(({ kind, names }) => (kind === wanted ? names : []));
  return { given: namesOf('given'), family: namesOf('family') };
}

function pickShape(random: () => number): (parts: Parts) => string {
  let left = random() * SHARES;
  const found = SHAPES.find(([share]) => {
    left -= share;
    return left < 0;
  });
  return found?.[1] ?? (({ given }) => given);
}
