// Padding hides a length at a bounded cost and gives the bytes back.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pad, padmeLength, unpad } from '../../../src/vault/padding.ts';
import { codeOf } from './error-code.ts';

describe('the Padmé length', () => {
  it.each([
    [0, 0],
    [1, 1],
    [8, 8],
    [9, 10],
    [100, 104],
    [1000, 1024],
    [1025, 1088],
    [65_537, 67_584],
    [1_000_000, 1_015_808],
  ])('of %i is %i', (bytes, expected) => {
    expect(padmeLength(bytes)).toBe(expected);
  });

  it('adds at most 12 %, never takes away, and rounds what is round to itself', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), (bytes) => {
        const length = padmeLength(bytes);
        expect(length).toBeGreaterThanOrEqual(bytes);
        expect(length).toBeLessThanOrEqual(bytes * 1.12);
        expect(padmeLength(length)).toBe(length);
      }),
    );
  });

  it('leaves few lengths: under 500 up to 16 MiB', () => {
    const lengths = new Set<number>();
    for (let at = 1; at <= 2 ** 24; at = padmeLength(at) + 1) lengths.add(padmeLength(at));
    expect(lengths.size).toBeLessThan(500);
  });
});

describe('padding', () => {
  it('gives back what went in, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.integer({ min: 0, max: 200 }), (bytes, minimum) => {
        const padded = pad(bytes, minimum);
        expect(padded).toHaveLength(padmeLength(Math.max(bytes.length + 4, minimum)));
        expect(unpad(padded).equals(bytes)).toBe(true);
      }),
    );
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['half a length', Buffer.of(0, 0)],
    ['a length beyond the end', Buffer.of(0, 0, 0, 9, 1, 2)],
  ])('fails closed on %s', (_, padded) => {
    expect(codeOf(() => unpad(padded))).toBe('fail-closed');
  });
});
