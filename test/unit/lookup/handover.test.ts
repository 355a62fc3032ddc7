// Producers wait for a slow reader; the reader sees everything, or the failure.
import { expect, test } from 'vitest';
import { createHandover } from '../../../src/lookup/handover.ts';

test('no more than the limit is promised or unread', async () => {
  const handover = createHandover<number>(2);
  await handover.reserve();
  await handover.reserve();
  let third: boolean | undefined;
  const waiting = handover.reserve().then((granted) => {
    third = granted;
  });
  handover.put(1);
  await Promise.resolve();
  expect(third).toBeUndefined();
  expect(await handover.takeAll()).toEqual([1]);
  await waiting;
  expect(third).toBe(true);
});

test('the reader gets what is still promised after the end, then nothing', async () => {
  const handover = createHandover<number>(5);
  await handover.reserve();
  handover.finish();
  const last = handover.takeAll();
  handover.put(7);
  expect(await last).toEqual([7]);
  expect(await handover.takeAll()).toEqual([]);
});

test('a failure reaches the reader, and producers are sent away', async () => {
  const handover = createHandover<number>(1);
  await handover.reserve();
  const waiting = handover.reserve();
  handover.finish(new Error('over'));
  expect(await waiting).toBe(false);
  await expect(handover.takeAll()).rejects.toThrow('over');
});
