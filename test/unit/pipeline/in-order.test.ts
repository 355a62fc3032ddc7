// Tasks ahead of their reader: order, bound, and failure.
import { expect, it } from 'vitest';
import { inOrder } from '../../../src/pipeline/in-order.ts';

const after = <T>(ms: number, value: T) => new Promise<T>((resolve) => setTimeout(() => resolve(value), ms));

it('hands answers out in the order of their tasks, and runs no more than asked for', async () => {
  let running = 0;
  let most = 0;
  async function* tasks() {
    for (const number of [30, 5, 20, 1]) {
      yield async () => {
        running += 1;
        most = Math.max(most, running);
        await after(number, null);
        running -= 1;
        return number;
      };
    }
  }
  const seen: number[] = [];
  for await (const number of inOrder(tasks(), 2)) seen.push(number);
  expect(seen).toEqual([30, 5, 20, 1]);
  expect(most).toBe(2);
});

it('throws a failure when its turn comes, and lets no other go unseen', async () => {
  async function* tasks() {
    yield () => after(5, 'first');
    yield () => Promise.reject(new Error('second'));
    yield () => Promise.reject(new Error('third'));
  }
  const seen: string[] = [];
  const read = async () => {
    for await (const word of inOrder(tasks(), 3)) seen.push(word);
  };
  await expect(read()).rejects.toThrow('second');
  expect(seen).toEqual(['first']);
});
