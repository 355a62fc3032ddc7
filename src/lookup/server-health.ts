// Which name servers answer: the silent ones are asked last, and tried again now and then.

/** Silences in a row before a server is put back. One lost packet says nothing. */
const SILENCES_BEFORE_DOWN = 2;
const PROBE_AFTER_MS = { first: 1_000, most: 30_000 } as const;

export interface ServerHealth {
  /** The index of every server, in the order to ask them in. */
  order(): readonly number[];
  /** The server sent a reply, be it SERVFAIL: it lives. */
  answered(server: number): void;
  /** The server let a query run out, or cannot be reached. */
  wasSilent(server: number): void;
}

interface State {
  silences: number;
  /** Until then the server stands behind the others; 0: it is up. */
  downUntil: number;
}

/**
 * Keeps the health of `count` servers. A server is up, or down until an instant; it goes down after two
 * silences in a row, for 1 s, doubled with each further silence up to 30 s, and up with any reply. When
 * the time is over, one query tries it first; the others still ask it last until that one is answered.
 *
 * @param clock milliseconds that never run backwards.
 */
export function createServerHealth(count: number, clock: () => number): ServerHealth {
  const states: State[] = Array.from({ length: count }, () => ({ silences: 0, downUntil: 0 }));

  function goDown(state: State): void {
    const doublings = state.silences - SILENCES_BEFORE_DOWN;
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
      state.silences = 0;
      state.downUntil = 0;
    },
    wasSilent(server) {
      const state = states[server];
      if (!state) return;
      state.silences += 1;
      if (state.silences >= SILENCES_BEFORE_DOWN) goDown(state);
    },
  };
}
