// The ring in the memory of a process: read again as the file changes, so that a rotation needs no restart.
import { setTimeout as sleep } from 'node:timers/promises';
import { crossBorder } from '../errors.ts';
import type { Log } from '../log.ts';
import type { KeyRing } from './key-ring.ts';

/** A destroyed epoch has left the memory of a process, and a new one is used by it, after so long at most. */
const RING_READ_EVERY_MS = 30_000;
/** Whatever asks, the file is not read more often. */
const READ_APART_MS = 1000;

export interface RingHolder {
  current(): KeyRing;
  /**
   * Reads the file again; for whoever met a key that the ring lacks. Who asks at the same time shares one
   * reading, and no reading began before it was asked for.
   *
   * @throws SluiceError `key-ring-mismatch`, `key-file-unsafe`: the ring in memory stays
   */
  refresh(): Promise<void>;
  /** Called after each reading. */
  whenRead(listener: () => void): void;
  close(): void;
}

/**
 * Holds a ring and reads it again at an interval.
 * @param read reads the file and holds it against the database
 */
export function holdRing(
  first: KeyRing,
  read: () => Promise<KeyRing>,
  log: Log,
  { everyMs = RING_READ_EVERY_MS, apartMs = READ_APART_MS } = {},
): RingHolder {
  const listeners: (() => void)[] = [];
  let ring = first;
  let next: Promise<void> | null = null;
  /** Settles when another reading may begin. */
  let pause: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  async function readAfter(before: Promise<unknown>): Promise<void> {
    await before;
    // Who asks from here on may know of something newer than this reading finds.
    next = null;
    const reading = read();
    pause = Promise.allSettled([reading, sleep(apartMs, undefined, { ref: false })]);
    ring = await reading;
    for (const listener of listeners) listener();
  }

  function refresh(): Promise<void> {
    next ??= readAfter(pause);
    return next;
  }

  const timer = setInterval(() => {
    refresh().catch((thrown) => {
      if (!isClosed) log.error('the key ring could not be read again', { code: crossBorder(thrown).code });
    });
  }, everyMs);
  timer.unref();

  return {
    current: () => ring,
    refresh,
    whenRead: (listener) => void listeners.push(listener),
    close() {
      isClosed = true;
      clearInterval(timer);
    },
  };
}
