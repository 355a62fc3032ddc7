// The contest: every contender in every round, the warm-up left out, the median told.
import { expect, it } from 'vitest';
import { contest, median } from '../../../bench/contest.ts';

it.each([
  { values: [3, 1, 2], middle: 2 },
  { values: [4, 1, 2, 3], middle: 2 },
  { values: [7], middle: 7 },
])('the median of $values is $middle', ({ values, middle }) => {
  expect(median(values)).toBe(middle);
});

it('runs its contenders in turn, once more than there are rounds', async () => {
  const runs: string[] = [];
  const contender = (name: string) => ({
    name,
    run() {
      runs.push(name);
      return 10;
    },
  });
  const rates = await contest([contender('one'), contender('other')], 2);
  expect(runs).toEqual(['one', 'other', 'one', 'other', 'one', 'other']);
  expect([...rates.keys()]).toEqual(['one', 'other']);
  expect(rates.get('one')).toBeGreaterThan(0);
});
