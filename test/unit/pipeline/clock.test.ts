// When two clocks agree: to five seconds, whatever the question took, and never behind an event.
import { describe, expect, it } from 'vitest';
import { isClockSure } from '../../../src/pipeline/clock.ts';

const NOON = Date.parse('2026-11-21T12:00:00Z');

/** A database that says noon, asked by a machine that reads these instants before and after the answer. */
function ask(before: number, after: number, isBehindEvents = false): Promise<boolean> {
  const readings = [before, after];
  const source = { clock: async () => ({ now: new Date(NOON), isBehindEvents }) };
  return isClockSure(source, () => NOON + (readings.shift() ?? Number.NaN));
}

describe('T16 · a machine whose clock is wrong decides by it', () => {
  it.each([
    [true, 'equal', 0, 0],
    [true, '5 s ahead', 5000, 5000],
    [false, 'more than 5 s ahead', 5001, 5001],
    [true, '5 s behind', -5000, -5000],
    [false, 'more than 5 s behind', -5001, -5001],
    [false, '30 days behind', -2_592_000_000, -2_592_000_000],
    [true, 'right, and answered late', -60_000, 1],
    [false, 'no clock at all', Number.NaN, Number.NaN],
  ])('is %s of a clock that is %s', async (sure, _, before, after) => {
    expect(await ask(before, after)).toBe(sure);
  });

  it('is never sure of a database whose clock is behind its own events', async () => {
    expect(await ask(0, 0, true)).toBe(false);
  });
});
