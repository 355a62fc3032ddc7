// Hands results from many producers to one reader, who may be slow: nothing is made while it lags behind.

export interface Handover<T> {
  /** Waits until there is room for one more value, and promises it; false once finished. */
  reserve(): Promise<boolean>;
  /** Keeps one promise. */
  put(value: T): void;
  /** No more will be promised; a failure is thrown to the reader in place of what is left. */
  finish(failure?: unknown): void;
  /** Everything put so far; empty only when all is read and finished. Rejects with the failure. */
  takeAll(): Promise<readonly T[]>;
}

/** Makes a handover in which at most `limit` values are promised or unread. One producer loop, one reader. */
export function createHandover<T>(limit: number): Handover<T> {
  let ready: T[] = [];
  let promised = 0;
  let isFinished = false;
  let failed: { readonly failure: unknown } | undefined;
  let wakeReader = () => {};
  let wakeProducer = () => {};

  return {
    async reserve() {
      while (!isFinished && promised + ready.length >= limit) {
        await new Promise<void>((resolve) => {
          wakeProducer = resolve;
        });
      }
      if (isFinished) return false;
      promised += 1;
      return true;
    },
    put(value) {
      promised -= 1;
      ready.push(value);
      wakeReader();
    },
    finish(failure) {
      isFinished = true;
      if (failure !== undefined) failed ??= { failure };
      wakeReader();
      wakeProducer();
    },
    async takeAll() {
      while (ready.length === 0 && !failed && !(isFinished && promised === 0)) {
        await new Promise<void>((resolve) => {
          wakeReader = resolve;
        });
      }
      if (failed) throw failed.failure;
      const taken = ready;
      ready = [];
      wakeProducer();
      return taken;
    },
  };
}
