// A wait that a signal cuts short.
import { setTimeout as wait } from 'node:timers/promises';

/** Resolves after so many milliseconds, or when the signal ends it. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return wait(ms, undefined, { signal }).catch(() => {});
}
