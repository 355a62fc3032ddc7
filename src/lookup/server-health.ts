// Which name servers answer: those that fail are asked last, and tried again now and then.

/** Failures in a row before a server is put back. One lost packet says nothing. */
const FAILURES_BEFORE_DOWN = 2;
const PROBE_AFTER_MS = { first: 1_000, most: 30_000 } as const;

export interface ServerHealth {
  /** The index of every server, in the order to ask them in. */
  order(): readonly number[];
  /** The server sent a reply, be it SERVFAIL: it lives. */
  answered(server: number): void;
  /** The server let a query run out, cannot be reached, or refused to answer us (REFUSED). */
  failed(server: number): void;
}

interface State {
  failures: number;
  /** Until then the server stands behind the others; 0: it is up. */
  downUntil: number;
}

/**
 * Keeps the health of `count` servers. A server is up, or down until an instant; it goes down after two
 * failures in a row, for 1 s, doubled with each further one up to 30 s, and up with any other reply. When
 * the time is over, one query tries it first; the others still ask it last until that one is answered.
 *
 * @param clock milliseconds that never run backwards.
 */
export function createServerHealth(count: number, clock: () => number): ServerHealth {
  const states: State[] = Array.from({ length: count }, () => ({ failures: 0, downUntil: 0 }));

  function goDown(state: State): void {
    const doublings = state.failures - FAILURES_BEFORE_DOWN;
    state.downUntil = clock() + Math.min(PROBE_AFTER_MS.first * 2 ** doublings, PROBE_AFTER_MS.most);
  }

  return {
    order() {
      const now = clock();
      const up: number[] = [];
      const down: number[] = [];
      for (const [server, state] of states.entries()) {
        if (state.downUntil === 0) up.push(server);
        else if (state.downUntil > now) down.push(server);
        else {
          goDown(state);
          up.unshift(server);
        }
      }
      return [...up, ...down];
    },
    answered(server) {
      const state = states[server];
      if (!state) return;
      state.failures = 0;
      state.downUntil = 0;
    },
    failed(server) {
      const state = states[server];
      if (!state) return;
      state.failures += 1;
      if (state.failures >= FAILURES_BEFORE_DOWN) goDown(state);
    },
  };
}
