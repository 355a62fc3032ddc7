// A bounded memory of answers, each with its own time to live; the least recently used leaves first.

export interface TtlCache<V> {
  /** The value and the whole seconds it has left (at least 1); undefined when unknown or too old. */
  get(key: string): { readonly value: V; readonly secondsLeft: number } | undefined;
  /** Keeps the value for so many seconds; none at all for 0. */
  set(key: string, value: V, ttlSeconds: number): void;
}

/** A full cache drops this part of itself, the least recently used, to make room. */
const DROPPED_SHARE = 16;

interface Entry<V> {
  readonly value: V;
  readonly expiresAtMs: number;
}

/**
 * Makes the cache.
 *
 * @param capacity entries; one more pushes the least recently used sixteenth out.
 * @param clock milliseconds.
 */
export function createTtlCache<V>(capacity: number, clock: () => number): TtlCache<V> {
  // A Map keeps the order of insertion; what is used is put in anew, so the first key is the oldest.
  const entries = new Map<string, Entry<V>>();

  /** Drops several at a time: reaching the first key of a Map means stepping over all dropped before. */
  function dropOldest(): void {
    let surplus = Math.max(1, Math.floor(capacity / DROPPED_SHARE));
    for (const key of entries.keys()) {
      entries.delete(key);
      surplus -= 1;
      if (surplus === 0) return;
    }
  }

  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      const leftMs = entry.expiresAtMs - clock();
      if (leftMs <= 0) return undefined;
      entries.set(key, entry);
      return { value: entry.value, secondsLeft: Math.ceil(leftMs / 1_000) };
    },
    set(key, value, ttlSeconds) {
      entries.delete(key);
      if (ttlSeconds <= 0) return;
      entries.set(key, { value, expiresAtMs: clock() + ttlSeconds * 1_000 });
      if (entries.size > capacity) dropOldest();
    },
  };
}
