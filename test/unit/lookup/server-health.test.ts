// The order in which servers are asked, as they fail and come back.
import { expect, test } from 'vitest';
import { createServerHealth } from '../../../src/lookup/server-health.ts';

test('one failure changes nothing, two put the server last, a reply puts it back', () => {
  const health = createServerHealth(3, () => 0);
  expect(health.order()).toEqual([0, 1, 2]);
  health.failed(0);
  expect(health.order()).toEqual([0, 1, 2]);
  health.failed(0);
  expect(health.order()).toEqual([1, 2, 0]);
  health.answered(0);
  expect(health.order()).toEqual([0, 1, 2]);
});

test('after its time one question alone probes it, and each failure doubles the time', () => {
  let now = 0;
  const health = createServerHealth(2, () => now);
  health.failed(0);
  health.failed(0);
  now = 999;
  expect(health.order()).toEqual([1, 0]);
  now = 1_000;
  expect(health.order()).toEqual([0, 1]);
  expect(health.order()).toEqual([1, 0]);
  health.failed(0);
  now = 2_999;
  expect(health.order()).toEqual([1, 0]);
  now = 3_000;
  expect(health.order()).toEqual([0, 1]);
});

test('a server is never left out, and asked again at the latest after 30 s', () => {
  let now = 0;
  const health = createServerHealth(1, () => now);
  for (let n = 0; n < 50; n += 1) health.failed(0);
  expect(health.order()).toEqual([0]);
  const two = createServerHealth(2, () => now);
  for (let n = 0; n < 50; n += 1) two.failed(0);
  now = 30_000;
  expect(two.order()).toEqual([0, 1]);
});
