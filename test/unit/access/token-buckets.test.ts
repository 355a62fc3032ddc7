// Budgets: what a key may do in any stretch of time, whoever else comes and goes, in bounded memory.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTokenBuckets } from '../../../src/access/token-buckets.ts';

describe('a bucket', () => {
  it('gives its burst at once, then as fast as its rate, and says how long to wait', () => {
    let now = 0;
    const buckets = createTokenBuckets({ perSecond: 2, burst: 3, clock: () => now });
    const take = () => buckets.take('a');
    expect([take(), take(), take(), take(), take()]).toEqual([0, 0, 0, 500, 500]);
    now = 500;
    expect([take(), take()]).toEqual([0, 500]);
    now = 60_000;
    expect([take(), take(), take(), take()]).toEqual([0, 0, 0, 500]);
  });

  it('is for its key alone', () => {
    const buckets = createTokenBuckets({ perSecond: 1, burst: 1, clock: () => 0 });
    expect([buckets.take('a'), buckets.take('a'), buckets.take('b')]).toEqual([0, 1_000, 0]);
  });

  it('counts the fractions of a slow rate: as many a day as are allowed, and as many again', () => {
    let now = 0;
    const buckets = createTokenBuckets({ perSecond: 10_000 / 86_400, burst: 10_000, clock: () => now });
    let taken = 0;
    for (now = 0; now < 86_400_000; now += 1_000) if (buckets.take('a') === 0) taken += 1;
    expect(taken).toBeGreaterThanOrEqual(19_990);
    expect(taken).toBeLessThanOrEqual(20_000);
  });
});

describe('T23 · a caller who crowds others out to get his budget back', () => {
  const KEYS_MAX = 3;
  const RATE = 2;
  const BURST = 3;
  /** Who asks, and how many milliseconds after the one before. */
  const asking = fc.array(fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 15 })), {
    minLength: 100,
    maxLength: 300,
  });

  it('gets in no stretch of time more than his bucket and that of all newcomers, in bounded memory', () => {
    fc.assert(
      fc.property(asking, (asked) => {
        let now = 0;
        const buckets = createTokenBuckets({
          perSecond: RATE,
          burst: BURST,
          keysMax: KEYS_MAX,
          clock: () => now,
        });
        const grants = new Map<number, number[]>();
        for (const [who, pause] of asked) {
          now += pause;
          if (buckets.take(String(who)) === 0) grants.set(who, [...(grants.get(who) ?? []), now]);
          expect(buckets.size).toBeLessThanOrEqual(KEYS_MAX);
        }
        for (const times of grants.values()) expect(mostOver(times)).toBeLessThanOrEqual(0.01);
      }),
      { numRuns: 300 },
    );
  });

  /** By how many tokens the worst stretch of time goes beyond what it may hold. */
  function mostOver(times: readonly number[]): number {
    let most = 0;
    for (const [from, first] of times.entries()) {
      for (const [to, last] of times.entries()) {
        if (to < from) continue;
        most = Math.max(most, to - from + 1 - 2 * (BURST + (RATE * (last - first)) / 1_000));
      }
    }
    return most;
  }

  it('shares one bucket with all other newcomers while the places are taken, and gets a place when one is free', () => {
    let now = 0;
    const buckets = createTokenBuckets({ perSecond: 1, burst: 2, keysMax: 2, clock: () => now });
    for (const key of ['a', 'a', 'b', 'b']) expect(buckets.take(key)).toBe(0);
    expect([buckets.take('c'), buckets.take('d'), buckets.take('e')]).toEqual([0, 0, 1_000]);
    expect(buckets.take('a')).toBe(1_000);
    expect(buckets.size).toBe(2);
    now = 2_000;
    expect([buckets.take('f'), buckets.take('f'), buckets.take('f')]).toEqual([0, 0, 1_000]);
    expect(buckets.size).toBe(1);
  });

  it('keeps 10,000 places, however many come', () => {
    const buckets = createTokenBuckets({ perSecond: 1, burst: 2, clock: () => 0 });
    for (let at = 0; at < 20_000; at += 1) buckets.take(`network-${at}`);
    expect(buckets.size).toBe(10_000);
  });
});
