// Slips and distances between what was typed and what was meant.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSlip, SLIP_COST, type SlipKind, weightedDistance } from '../../../src/score/slips.ts';

describe('findSlip', () => {
  const cases: readonly (readonly [string, string, SlipKind | null])[] = [
    ['gmial', 'gmail', 'transposed'],
    ['mgail', 'gmail', 'transposed'],
    ['gmaill', 'gmail', 'doubled'],
    ['outlok', 'outlook', 'doubled'],
    ['gmal', 'gmail', 'dropped'],
    ['otmail', 'hotmail', 'dropped'],
    ['iclould', 'icloud', 'added'],
    ['gnail', 'gmail', 'neighbour-key'],
    ['gmai1', 'gmail', 'neighbour-key'],
    ['email', 'gmail', 'wrong-key'],
    ['gmail', 'gmail', null],
    ['gamial', 'gmail', null],
    ['clinic', 'gmail', null],
  ];
  it.each(cases)('reads %s for %s as %s', (typed, intended, kind) => {
    expect(findSlip(typed, intended)?.kind ?? null).toBe(kind);
  });
});

describe('weightedDistance', () => {
  const word = fc.string({ unit: fc.constantFrom(...'abcdegilmo'), minLength: 1, maxLength: 9 });

  it('is 0 between equal texts only', () => {
    fc.assert(
      fc.property(word, word, (one, other) => {
        expect(weightedDistance(one, other) === 0).toBe(one === other);
      }),
    );
  });

  it('never costs more than the one slip that explains it', () => {
    fc.assert(
      fc.property(word, fc.nat(), fc.constantFrom(...'abcdegilmo'), (intended, where, letter) => {
        const at = where % (intended.length + 1);
        const typed = intended.slice(0, at) + letter + intended.slice(at);
        const slip = findSlip(typed, intended);
        expect(slip).not.toBeNull();
        expect(weightedDistance(typed, intended)).toBeLessThanOrEqual(SLIP_COST[slip?.kind ?? 'doubled']);
      }),
    );
  });

  it('adds up two slips', () => {
    expect(weightedDistance('hotnial', 'hotmail')).toBeCloseTo(
      SLIP_COST['neighbour-key'] + SLIP_COST.transposed,
    );
  });
});
