// Windows hold every value once, in an order that says nothing about the input.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shuffledWindows } from '../../../src/lookup/windows.ts';

test('every value comes once, and none leaves its window', () => {
  fc.assert(
    fc.property(fc.nat(200), fc.integer({ min: 1, max: 30 }), (count, size) => {
      const input = Array.from({ length: count }, (_, at) => at);
      const output = [...shuffledWindows(input, size)];
      expect(output.toSorted((a, b) => a - b)).toEqual(input);
      expect(output.map((value) => Math.floor(value / size))).toEqual(
        input.map((at) => Math.floor(at / size)),
      );
    }),
  );
});

test('the order of 5,000 values does not correlate with the input (|rho| < 0.1)', () => {
  const count = 5_000;
  const output = [...shuffledWindows(Array(count).keys(), 10_000)];
  const squares = output.reduce((sum, value, at) => sum + (value - at) ** 2, 0);
  const rho = 1 - (6 * squares) / (count * (count ** 2 - 1));
  expect(Math.abs(rho)).toBeLessThan(0.1);
});
