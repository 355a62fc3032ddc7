// One deadline for all look-ups that begin in the same moment: a signal for each costs more than its use.

/** Look-ups within this many milliseconds share a signal; each gets at most that much less than it could. */
const MOMENT_MS = 50;

export interface Deadlines {
  /** A signal that ends `deadlineMs` from now, or up to 50 ms before that. */
  next(): AbortSignal;
  /** Ends every signal now, and each later one as it is made. */
  close(): void;
}

/**
 * Makes deadlines of `deadlineMs` milliseconds. Their timers do not keep the process alive: what waits
 * for an answer does.
 */
export function createDeadlines(deadlineMs: number): Deadlines {
  const running = new Set<AbortController>();
  let moment: { readonly signal: AbortSignal; readonly endsMs: number } | undefined;
  let isClosed = false;

  function begin(now: number): AbortSignal {
    const controller = new AbortController();
    moment = { signal: controller.signal, endsMs: now + Math.min(MOMENT_MS, deadlineMs / 10) };
    running.add(controller);
    const timer = setTimeout(() => {
      running.delete(controller);
      controller.abort();
    }, deadlineMs);
    timer.unref();
    return controller.signal;
  }

  return {
    next() {
      if (isClosed) return AbortSignal.abort();
      const now = performance.now();
      return moment && now < moment.endsMs ? moment.signal : begin(now);
    },
    close() {
      isClosed = true;
      for (const controller of running) controller.abort();
      running.clear();
    },
  };
}
