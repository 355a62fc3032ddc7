// One name server as the resolver sees it: UDP first, TCP for what does not fit, so many queries at a time.
import type { Reply } from './packet.ts';
import type { NameServerAddress } from './servers.ts';
import { createSlots } from './slots.ts';
import { tcpExchange } from './tcp-exchange.ts';
import { createUdpPool } from './udp-pool.ts';
import type { Question, Silence } from './udp-socket.ts';

export interface Upstream {
  /** One try: at most `patienceMs` for UDP, and as much again for TCP when that reply is cut short. */
  ask(
    question: Question,
    patienceMs: number,
    signal: AbortSignal,
  ): Promise<Exclude<Reply, 'cut-short'> | Silence>;
  close(): void;
}

/**
 * Makes the connection to one server; nothing is opened before the first question.
 *
 * @param inFlightMax queries to this server at a time; more wait for a place.
 */
export function createUpstream(server: NameServerAddress, inFlightMax: number): Upstream {
  const pool = createUdpPool(server);
  const slots = createSlots(inFlightMax);
  const lifetime = new AbortController();

  return {
    async ask(question, patienceMs, signal) {
      if (!slots.tryTake() && !(await slots.wait(signal))) return 'timeout';
      try {
        const reply = await pool.exchange(question, patienceMs, signal);
        if (reply !== 'cut-short') return reply;
        const eitherEnd = AbortSignal.any([signal, lifetime.signal]);
        const whole = await tcpExchange(server, question, patienceMs, eitherEnd);
        return whole === 'cut-short' ? 'timeout' : whole;
      } finally {
        slots.give();
      }
    },
    close() {
      lifetime.abort();
      slots.close();
      pool.close();
    },
  };
}
