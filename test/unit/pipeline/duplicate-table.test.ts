// The duplicate table against a Map, over random keys with many repeats.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DuplicateTable, isNoKey, keyWords } from '../../../src/pipeline/duplicate-table.ts';
import { markDuplicates } from '../../../src/pipeline/finish-list.ts';

/** Few distinct keys, so that most repeat; key 0 is no address. */
const keyNumbers = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 300 });

function packed(numbers: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(numbers.length * 16);
  numbers.forEach((number, at) => {
    // Equal low words: the table must compare whole keys.
    if (number > 0) bytes.writeUInt32LE(number % 3, at * 16);
    bytes.writeUInt32LE(number, at * 16 + 8);
  });
  return bytes;
}

describe('markDuplicates', () => {
  it('names the first row of each key, as a Map would', () => {
    fc.assert(
      fc.property(keyNumbers, (numbers) => {
        const first = new Map<number, number>();
        const expected = numbers.map((number, at) => {
          if (number === 0) return 0;
          const row = first.get(number) ?? 0;
          if (row === 0) first.set(number, at + 1);
          return row;
        });
        const marks = markDuplicates(new DuplicateTable(16), packed(numbers), 1, numbers.length);
        expect([...keyWords(marks.bytes)]).toEqual(expected);
        expect(marks.count).toBe(expected.filter((row) => row !== 0).length);
      }),
    );
  });

  it('remembers across chunks and grows beyond what it expected', () => {
    const table = new DuplicateTable(1);
    const numbers = Array.from({ length: 5000 }, (_, at) => at + 1);
    markDuplicates(table, packed(numbers), 1, numbers.length);
    expect(markDuplicates(table, packed(numbers), 5001, numbers.length).count).toBe(5000);
  });
});

it('reads words from bytes that lie on an odd address', () => {
  const bytes = Buffer.alloc(33).subarray(1);
  bytes.writeUInt32LE(7, 0);
  expect(keyWords(bytes)[0]).toBe(7);
  expect(isNoKey(keyWords(bytes), 1)).toBe(true);
});
