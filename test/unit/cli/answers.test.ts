// Answers keep the order of the questions, come as early as they can, and never run too far ahead.
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { answerInOrder } from '../../../src/cli/answers.ts';

async function* numbers(count: number, pulled: (at: number) => void = () => {}) {
  for (let at = 0; at < count; at += 1) {
    pulled(at);
    yield at;
  }
}

describe('answerInOrder', () => {
  it('keeps the order although later answers are there first', async () => {
    const answers = answerInOrder(numbers(20), async (at) => delay(20 - at, at), 20);
    expect(await Array.fromAsync(answers)).toEqual(Array.from({ length: 20 }, (_, at) => at));
  });

  it('gives an answer before the next question is there', async () => {
    const second = Promise.withResolvers<void>();
    async function* dialogue() {
      yield 'first';
      await second.promise;
      yield 'second';
    }
    const answers = answerInOrder(dialogue(), async (question) => question, 100);
    expect((await answers.next()).value).toBe('first');
    second.resolve();
    expect((await answers.next()).value).toBe('second');
    expect((await answers.next()).done).toBe(true);
  });

  it('reads no further than it may', async () => {
    let pulled = 0;
    const blocked = Promise.withResolvers<number>();
    const answers = answerInOrder(
      numbers(1000, (at) => {
        pulled = at + 1;
      }),
      (at) => (at === 0 ? blocked.promise : Promise.resolve(at)),
      8,
    );
    const first = answers.next();
    await delay(20);
    expect(pulled).toBe(8);
    blocked.resolve(0);
    expect((await first).value).toBe(0);
    expect(await Array.fromAsync(answers)).toHaveLength(999);
  });

  it('fails when the questions fail, after the answers before that', async () => {
    async function* breaking() {
      yield 1;
      throw new Error('cut');
    }
    const answers = answerInOrder(breaking(), async (question) => question, 4);
    expect((await answers.next()).value).toBe(1);
    await expect(answers.next()).rejects.toThrow('cut');
  });

  it('lets its source go when nobody wants more', async () => {
    let released = false;
    async function* endless() {
      try {
        for (let at = 0; ; at += 1) yield at;
      } finally {
        released = true;
      }
    }
    for await (const answer of answerInOrder(endless(), async (at) => at, 4)) if (answer === 10) break;
    await delay(5);
    expect(released).toBe(true);
  });
});
