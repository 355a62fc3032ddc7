// Places are limited, given on in order, and nobody waits for ever.
import { expect, test } from 'vitest';
import { createSlots } from '../../../src/lookup/slots.ts';

const { signal } = new AbortController();

test('a place that is given back goes to the longest waiter', async () => {
  const slots = createSlots(1);
  const order: string[] = [];
  expect(slots.tryTake()).toBe(true);
  expect(slots.tryTake()).toBe(false);
  const first = slots.wait(signal).then(() => order.push('first'));
  const second = slots.wait(signal).then(() => order.push('second'));
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
  const waiting = slots.wait(leaving.signal);
  leaving.abort();
  expect(await waiting).toBe(false);
  slots.give();
  expect(slots.tryTake()).toBe(true);
});

test('closing sends every waiter away', async () => {
  const slots = createSlots(1);
  slots.tryTake();
  const waiting = slots.wait(signal);
  slots.close();
  expect(await waiting).toBe(false);
  expect(await slots.wait(signal)).toBe(false);
});
