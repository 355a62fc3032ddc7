// Machine-made local parts: how many are found, and how few of the ordinary names of 56 languages are suspected.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRandom, pick } from '../../../bench/random.ts';
import { isHeldOut, letterPairs, letterPairsModule, readNames } from '../../../data/letter-pairs.ts';
import { shapeOf } from '../../../src/score/local-shape.ts';
import { localSignals } from '../../../src/score/local-signals.ts';
import { ordinaryLocalParts } from './ordinary-names.ts';

const file = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const known = readNames(file('data/authored/ordinary-names.txt'));
const heldOut = readNames(file('test/fixtures/ordinary-names.txt'));

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';

describe('the letter pairs', () => {
  it('are made of the authored names', () => {
    expect(file('src/score/letter-pairs.ts')).toBe(letterPairsModule(letterPairs(known)));
  });

  it('are not made of any name that is held out', () => {
    const all = (lists: typeof known) => lists.flatMap(({ names }) => names);
    expect(all(known).filter((name) => isHeldOut(name))).toEqual([]);
    expect(all(heldOut).filter((name) => !isHeldOut(name))).toEqual([]);
    expect(new Set(all(heldOut)).size).toBeGreaterThan(2_000);
  });
});

describe('ordinary local parts', () => {
  const localParts = ordinaryLocalParts(heldOut, 20_000, 20261121);

  it('are suspected in less than 0.5 % of cases, whatever their names', () => {
    const suspected = localParts.filter((localPart) => localSignals(localPart).length > 0);
    expect(suspected.length / localParts.length, suspected.join(' ')).toBeLessThan(0.005);
  });

  it.each([...new Set(heldOut.map(({ language }) => language))])(
    'are hardly ever suspected in the language %s',
    (language) => {
      const lists = heldOut.filter((list) => list.language === language || list.kind === 'word');
      const ofLanguage = ordinaryLocalParts(
        lists.map((list) => ({ ...list, language })),
        500,
        1,
      );
      const suspected = ofLanguage.filter((localPart) => localSignals(localPart).length > 0);
      expect(suspected.length / ofLanguage.length, suspected.join(' ')).toBeLessThan(0.01);
    },
  );
});

/** Kind, how it is made, and the share that is found at least. */
const MACHINES: readonly (readonly [string, (of: Draw) => string, number])[] = [
  ['12 hexadecimal digits', (of) => of(`${DIGITS}abcdef`, 12), 0.6],
  ['16 hexadecimal digits', (of) => of(`${DIGITS}abcdef`, 16), 0.85],
  ['32 hexadecimal digits', (of) => of(`${DIGITS}abcdef`, 32), 0.99],
  ['a UUID', (of) => [8, 4, 4, 4, 12].map((length) => of(`${DIGITS}abcdef`, length)).join('-'), 0.99],
  ['10 letters and digits', (of) => of(LETTERS + DIGITS, 10), 0.5],
  ['12 letters and digits', (of) => of(LETTERS + DIGITS, 12), 0.75],
  ['16 letters and digits', (of) => of(LETTERS + DIGITS, 16), 0.94],
  ['20 letters and digits', (of) => of(LETTERS + DIGITS, 20), 0.99],
  ['12 letters', (of) => of(LETTERS, 12), 0.5],
  ['16 letters', (of) => of(LETTERS, 16), 0.8],
  ['20 letters', (of) => of(LETTERS, 20), 0.93],
  ['10 consonants', (of) => of('bcdfghjklmnpqrstvwxz', 10), 0.8],
  ['6 letters, a dot, 6 letters', (of) => `${of(LETTERS, 6)}.${of(LETTERS, 6)}`, 0.45],
  ['a name and 10 letters and digits', (of) => `john.${of(LETTERS + DIGITS, 10)}`, 0.55],
];

type Draw = (alphabet: string, length: number) => string;

function drawWith(seed: number): Draw {
  const random = createRandom(seed);
  return (alphabet, length) => Array.from({ length }, () => pick([...alphabet], random)).join('');
}

describe('machine-made local parts', () => {
  it.each(MACHINES)('%s are found in most cases', (_, make, share) => {
    const draw = drawWith(7);
    const texts = Array.from({ length: 1_000 }, () => make(draw));
    const found = texts.filter((text) => shapeOf(text).random);
    expect(found.length / texts.length).toBeGreaterThan(share);
  });
});
