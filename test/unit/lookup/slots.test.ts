// Places are limited, given on in order, and nobody waits for ever.
import { expect, test } from 'vitest';
import { createSlots } from '../../../src/lookup/slots.ts';

const { signal } = new AbortController();

test('a place that is given back goes to the longest waiter', async () => {
  const slots = createSlots(1);
  const order: string[] = [];
  expect(slots.tryTake()).toBe(true);
  expect(slots.tryTake()).toBe(false);
  const first = slots.wait(60_000, signal).then(() => order.push('first'));
  const second = slots.wait(60_000, signal).then(() => order.push('second'));
  slots.give();
  await first;
  slots.give();
  await second;
  expect(order).toEqual(['first', 'second']);
  slots.give();
  expect(slots.tryTake()).toBe(true);
});

test('a waiter whose signal ends takes no place', async () => {
  const slots = createSlots(1);
  slots.tryTake();
  const leaving = new AbortController();
  const waiting = slots.wait(60_000, leaving.signal);
  leaving.abort();
  expect(await waiting).toBe(false);
  slots.give();
  expect(slots.tryTake()).toBe(true);
});

test('closing sends every waiter away', async () => {
  const slots = createSlots(1);
  slots.tryTake();
  const waiting = slots.wait(60_000, signal);
  slots.close();
  expect(await waiting).toBe(false);
  expect(await slots.wait(60_000, signal)).toBe(false);
});

test('a waiter whose time is over takes no place', async () => {
  const slots = createSlots(1);
  slots.tryTake();
  expect(await slots.wait(1, signal)).toBe(false);
  slots.give();
  expect(slots.tryTake()).toBe(true);
});

test('with fewer places, those that come back are not given on until the rest fits', async () => {
  const slots = createSlots(3);
  for (let n = 0; n < 3; n += 1) slots.tryTake();
  slots.resize(1);
  const waiting = slots.wait(60_000, signal);
  let isGranted = false;
  void waiting.then((outcome) => {
    isGranted = outcome;
  });
  slots.give();
  slots.give();
  await Promise.resolve();
  expect(isGranted).toBe(false);
  slots.give();
  expect(await waiting).toBe(true);
});

test('more places go to those who wait', async () => {
  const slots = createSlots(1);
  slots.tryTake();
  const waiting = [slots.wait(60_000, signal), slots.wait(60_000, signal)];
  slots.resize(3);
  expect(await Promise.all(waiting)).toEqual([true, true]);
  expect(slots.tryTake()).toBe(false);
});
