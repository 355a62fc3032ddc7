// When an epoch is opened and when it is destroyed, and what follows for a deleted list and for a backup.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  destroyedFrom,
  dueEpochs,
  inState,
  isYoung,
  lastingKeys,
  withNewEpoch,
  withoutEpochs,
} from '../../../src/vault/epochs.ts';
import { activeKey, createKeyRing, type KeyRing } from '../../../src/vault/key-ring.ts';
import { parseKeyRing, serializeKeyRing } from '../../../src/vault/key-ring-json.ts';
import { freshRing, NOW } from './sample-ring.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const later = (ms: number) => new Date(NOW.getTime() + ms);
const NONE = new Map<string, number>();

describe('a rotation opens an epoch', () => {
  it.each([
    [0, false],
    [20 * HOUR - 1, false],
    [20 * HOUR, true],
    [23 * HOUR, true],
    [-DAY, false],
  ])('%d ms after the last one: %s', (ms, opens) => {
    expect(!isYoung(freshRing(), later(ms))).toBe(opens);
  });

  it('that is the one active key of its purpose; the one before only reads, all others stay', () => {
    const ring = freshRing();
    const next = withNewEpoch(ring, later(DAY));
    expect(next.keys.lists.map(({ state }) => state)).toEqual(['lookup', 'active']);
    expect(activeKey(next, 'lists').created).toEqual(later(DAY));
    expect(next.keys.lists[0]?.key).toBe(ring.keys.lists[0]?.key);
    expect({ ...next.keys, lists: [] }).toEqual({ ...ring.keys, lists: [] });
    expect(parseKeyRing(serializeKeyRing(next)).keys.lists).toHaveLength(2);
  });
});

describe('an epoch is due', () => {
  const old = activeKey(freshRing(), 'lists');
  const withOld = (state: 'active' | 'lookup' | 'retired'): KeyRing => {
    const ring = { ...freshRing(), keys: { ...freshRing().keys, lists: [old] } };
    return inState(withNewEpoch(ring, later(DAY)), new Set([old.id]), state);
  };
  it.each([
    ['not before its 35th day', 'lookup', 0, 35 * DAY - 1, false],
    ['from its 35th day on', 'lookup', 0, 35 * DAY, true],
    ['not while it wraps a living list', 'lookup', 1, 400 * DAY, false],
    ['not while it is active', 'active', 0, 400 * DAY, false],
    ['at once when a rotation was interrupted that destroyed it', 'retired', 0, 36 * DAY, true],
    ['not even then while it wraps a list', 'retired', 1, 36 * DAY, false],
  ] as const)('%s', (_, state, wraps, ms, due) => {
    const found = dueEpochs(withOld(state), new Map([[old.id, wraps]]), later(ms));
    expect(found.map(({ id }) => id)).toEqual(due ? [old.id] : []);
  });

  it('by the instant that the status shows', () => {
    expect(destroyedFrom(old)).toEqual(later(35 * DAY));
  });
});

it('the lasting keys hold no epoch', () => {
  const { lists, ...others } = lastingKeys(freshRing()).keys;
  expect(lists).toEqual([]);
  expect(Object.values(others).every((keys) => keys.length === 1)).toBe(true);
});

/** Nights of a job that starts up to an hour and a half early or late. */
const nights = fc
  .array(fc.integer({ min: -90, max: 90 }), { minLength: 90, maxLength: 90 })
  .map((minutes) => minutes.map((late, night) => later((night + 1) * DAY + late * 60_000)));

/** Per epoch: from when to when it wrapped, and when it was destroyed. */
function lifetimes(runs: readonly Date[]) {
  let ring = createKeyRing(NOW);
  const made = new Map([[activeKey(ring, 'lists').id, { opened: NOW, closed: runs[0], destroyed: runs[0] }]]);
  for (const now of runs) {
    if (!isYoung(ring, now)) {
      const before = made.get(activeKey(ring, 'lists').id);
      if (before) before.closed = now;
      ring = withNewEpoch(ring, now);
      made.set(activeKey(ring, 'lists').id, { opened: now, closed: undefined, destroyed: undefined });
    }
    const due = dueEpochs(ring, NONE, now);
    for (const { id } of due) Object.assign(made.get(id) ?? {}, { destroyed: now });
    ring = withoutEpochs(ring, new Set(due.map(({ id }) => id)));
  }
  return { ring, epochs: [...made.values()].filter(({ destroyed }) => destroyed !== undefined) };
}

describe('T12 · the key of a deleted list lives on in write-ahead log and backups', () => {
  it('with a rotation every night it opens for nobody 36 days later, and a backup is good for over 33', () => {
    fc.assert(
      fc.property(nights, (runs) => {
        const { ring, epochs } = lifetimes(runs);
        expect(epochs.length).toBeGreaterThan(40);
        expect(ring.keys.lists.length).toBeLessThan(40);
        for (const { opened, closed, destroyed } of epochs) {
          // Deleted, or backed up, in the first and in the last moment of the epoch.
          expect(Number(destroyed) - Number(opened)).toBeLessThan(36 * DAY + 3 * HOUR);
          expect(Number(destroyed) - Number(closed)).toBeGreaterThan(33 * DAY);
        }
      }),
      { numRuns: 20 },
    );
  });
});
