// A counter of what may run at once, with a first-come queue for the rest.

export interface Slots {
  /** Takes a place if one is free. */
  tryTake(): boolean;
  /** Waits at most `waitMs` for a place; false when there was none, the signal ended it or the slots closed. */
  wait(waitMs: number, signal: AbortSignal): Promise<boolean>;
  /** Gives a place back; the longest waiter gets it. */
  give(): void;
  /** Changes the number of places: more are given out at once, fewer as the taken ones come back. */
  resize(limit: number): void;
  /** Sends every waiter away. */
  close(): void;
}

/** Makes `places` places. */
export function createSlots(places: number): Slots {
  const waiters = new Set<(isGranted: boolean) => void>();
  let limit = places;
  let taken = 0;
  let isClosed = false;

  function grantFree(): void {
    for (const longest of waiters) {
      if (taken >= limit) return;
      taken += 1;
      longest(true);
    }
  }

  return {
    tryTake() {
      if (isClosed || taken >= limit) return false;
      taken += 1;
      return true;
    },
    wait(waitMs, signal) {
      if (isClosed || signal.aborted) return Promise.resolve(false);
      return new Promise((resolve) => {
        const leave = () => settle(false);
        const timer = setTimeout(leave, waitMs);
        function settle(isGranted: boolean): void {
          clearTimeout(timer);
          waiters.delete(settle);
          signal.removeEventListener('abort', leave);
          resolve(isGranted);
        }
        signal.addEventListener('abort', leave, { once: true });
        waiters.add(settle);
      });
    },
    give() {
      taken -= 1;
      grantFree();
    },
    resize(newLimit) {
      limit = newLimit;
      grantFree();
    },
    close() {
      isClosed = true;
      for (const settle of [...waiters]) settle(false);
    },
  };
}
