// A counter of what may run at once, with a first-come queue for the rest.

export interface Slots {
  /** Takes a place if one is free. */
  tryTake(): boolean;
  /** Waits for a place; false when the signal ended the wait, or the slots were closed. */
  wait(signal: AbortSignal): Promise<boolean>;
  /** Gives a place back; the longest waiter gets it. */
  give(): void;
  /** Sends every waiter away. */
  close(): void;
}

/** Makes `limit` places. */
export function createSlots(limit: number): Slots {
  const waiters = new Set<(isGranted: boolean) => void>();
  let taken = 0;
  let isClosed = false;

  return {
    tryTake() {
      if (isClosed || taken >= limit) return false;
      taken += 1;
      return true;
    },
    wait(signal) {
      if (isClosed || signal.aborted) return Promise.resolve(false);
      return new Promise((resolve) => {
        const onAbort = () => settle(false);
        function settle(isGranted: boolean): void {
          waiters.delete(settle);
          signal.removeEventListener('abort', onAbort);
          resolve(isGranted);
        }
        signal.addEventListener('abort', onAbort, { once: true });
        waiters.add(settle);
      });
    },
    give() {
      for (const longest of waiters) {
        longest(true);
        return;
      }
      taken -= 1;
    },
    close() {
      isClosed = true;
      for (const settle of [...waiters]) settle(false);
    },
  };
}
