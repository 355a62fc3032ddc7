// Epochs: the ring keys that wrap the keys of lists, each for a while. The rules of their rotation, without I/O.
import { activeKey, createRingKey, type KeyRing, type KeyState, type RingKey } from './key-ring.ts';

const HOUR_MS = 3_600_000;

/**
 * Hours for which an active epoch stays. Less than a day, so that a nightly job that starts a little earlier
 * than the night before still opens one.
 */
export const EPOCH_STAYS_HOURS = 20;
/** Days after its creation from which an epoch is destroyed: how long a backup of list data is of use at most. */
export const EPOCH_LIVES_DAYS = 35;

/** True while a rotation need not open another epoch; also when the clock was set back. */
export function isYoung(ring: KeyRing, now: Date): boolean {
  return now.getTime() - activeKey(ring, 'lists').created.getTime() < EPOCH_STAYS_HOURS * HOUR_MS;
}

/** From this instant on an epoch is destroyed, unless it still wraps the key of a living list. */
export function destroyedFrom({ created }: RingKey): Date {
  return new Date(created.getTime() + EPOCH_LIVES_DAYS * 24 * HOUR_MS);
}

/** The ring with a new active epoch; the one before only reads from now on. */
export function withNewEpoch(ring: KeyRing, now: Date): KeyRing {
  const earlier = inState(ring, new Set([activeKey(ring, 'lists').id]), 'lookup');
  return withEpochs(earlier, [...earlier.keys.lists, createRingKey('lists', now)]);
}

/**
 * Epochs to be destroyed: past their time and wrapping nothing, or already on their way.
 * @param wrapped living data keys by the id of the ring key that wraps them
 */
export function dueEpochs(ring: KeyRing, wrapped: ReadonlyMap<string, number>, now: Date): RingKey[] {
  return ring.keys.lists.filter((key) => {
    if (key.state === 'active' || (wrapped.get(key.id) ?? 0) > 0) return false;
    return key.state === 'retired' || destroyedFrom(key) <= now;
  });
}

/** The ring with these epochs in another state. */
export function inState(ring: KeyRing, ids: ReadonlySet<string>, state: KeyState): KeyRing {
  return withEpochs(
    ring,
    ring.keys.lists.map((key) => (ids.has(key.id) ? { ...key, state } : key)),
  );
}

/** The ring without these epochs. */
export function withoutEpochs(ring: KeyRing, ids: ReadonlySet<string>): KeyRing {
  return withEpochs(
    ring,
    ring.keys.lists.filter(({ id }) => !ids.has(id)),
  );
}

/** The keys that stay for as long as the installation: what is held on to must not keep an epoch in memory. */
export function lastingKeys(ring: KeyRing): KeyRing {
  return withEpochs(ring, []);
}

function withEpochs(ring: KeyRing, lists: readonly RingKey[]): KeyRing {
  return { ...ring, keys: { ...ring.keys, lists } };
}
