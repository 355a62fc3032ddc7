// The filter of known keys never misses one, and lets few others through.
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { KeyFilter } from '../../../src/pipeline/key-filter.ts';

const key = (number: number) => createHash('sha256').update(String(number)).digest().subarray(0, 16);
const prefixesOf = (keys: readonly Buffer[]) => Buffer.concat(keys.map((one) => one.subarray(0, 4)));

it.each([0, 1, 31, 1000, 20_000])('of %i keys finds each of them, and hardly any other', (count) => {
  const known = Array.from({ length: count }, (_, at) => key(at));
  const filter = new KeyFilter(prefixesOf(known));
  const all = Buffer.concat([...known, Buffer.alloc(0)]);
  expect(known.filter((_, at) => !filter.mayHave(all, at * 16))).toEqual([]);
  const others = Array.from({ length: 5000 }, (_, at) => key(1_000_000 + at));
  expect(others.filter((one) => filter.mayHave(one, 0)).length).toBeLessThan(5000 * 0.06);
});

it('reads keys with the highest and the lowest first bits', () => {
  const edges = [Buffer.alloc(16, 0xff), Buffer.alloc(16)];
  const filter = new KeyFilter(prefixesOf(edges));
  expect(edges.map((one) => filter.mayHave(one, 0))).toEqual([true, true]);
  expect(new KeyFilter(Buffer.alloc(0)).mayHave(Buffer.alloc(16), 0)).toBe(false);
});
