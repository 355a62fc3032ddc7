// How many queries a server gets at a time, as it falls silent and answers again.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createInFlightLimit } from '../../../src/lookup/in-flight-limit.ts';

function times(count: number, act: () => void): void {
  for (let n = 0; n < count; n += 1) act();
}

test('a window of silence halves the limit once, down to eight', () => {
  const limit = createInFlightLimit(256);
  const seen: number[] = [];
  times(8, () => {
    times(Math.max(limit.current, 16), limit.wasSilent);
    seen.push(limit.current);
  });
  expect(seen).toEqual([128, 64, 32, 16, 8, 8, 8, 8]);
});

test('answers raise it by an eighth a window, up to where it began', () => {
  const limit = createInFlightLimit(64);
  times(64, limit.wasSilent);
  expect(limit.current).toBe(32);
  times(32, limit.answered);
  expect(limit.current).toBe(36);
  times(10_000, limit.answered);
  expect(limit.current).toBe(64);
});

test('dead domains among the living change nothing', () => {
  const limit = createInFlightLimit(256);
  times(10_000, () => {
    times(4, limit.answered);
    limit.wasSilent();
  });
  expect(limit.current).toBe(256);
});

test('a limit below eight stays as it is', () => {
  const limit = createInFlightLimit(2);
  times(100, limit.wasSilent);
  expect(limit.current).toBe(2);
});

test('it never leaves its bounds and tells each change', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.array(fc.boolean(), { maxLength: 2_000 }),
      (most, heard) => {
        const limit = createInFlightLimit(most);
        for (const isAnswer of heard) {
          const before = limit.current;
          const hasChanged = isAnswer ? limit.answered() : limit.wasSilent();
          expect(hasChanged).toBe(limit.current !== before);
          expect(limit.current).toBeGreaterThanOrEqual(Math.min(8, most));
          expect(limit.current).toBeLessThanOrEqual(most);
        }
      },
    ),
  );
});
