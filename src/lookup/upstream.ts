// One name server as the resolver sees it: its transport, and so many queries at a time.
import { createHttpsTransport } from './https-transport.ts';
import { createInFlightLimit } from './in-flight-limit.ts';
import type { Reply } from './packet.ts';
import type { NameServerAddress } from './servers.ts';
import { createSlots } from './slots.ts';
import type { Question, Silence } from './transport.ts';
import { createUdpTransport } from './udp-transport.ts';

/** What one try gave. `busy`: the server has as many queries as it can take, so it was not asked. */
export type Heard = Exclude<Reply, 'cut-short'> | Silence | 'busy';

export interface Upstream {
  /**
   * One try.
   *
   * @param patienceMs how long the try waits for a reply; over UDP as much again for TCP.
   * @param placeMs how long it may wait for a place among the queries in flight before.
   */
  ask(question: Question, patienceMs: number, placeMs: number, signal: AbortSignal): Promise<Heard>;
  close(): void;
}

/**
 * Makes the connection to one server; nothing is opened before the first question.
 *
 * @param inFlightMax queries to this server at a time, fewer while it is silent (in-flight-limit.ts); more
 *   wait for a place.
 */
export function createUpstream(server: NameServerAddress, inFlightMax: number): Upstream {
  const transport =
    server.httpsPath === undefined
      ? createUdpTransport(server)
      : createHttpsTransport({ ...server, path: server.httpsPath });
  const slots = createSlots(inFlightMax);
  const limit = createInFlightLimit(inFlightMax);

  return {
    async ask(question, patienceMs, placeMs, signal) {
      if (!slots.tryTake() && !(await slots.wait(placeMs, signal))) return 'busy';
      try {
        const reply = await transport.exchange(question, patienceMs, signal);
        // A wait that its caller ended says nothing about the server.
        if (reply !== 'timeout') {
          if (reply !== 'unreachable' && limit.answered()) slots.resize(limit.current);
        } else if (!signal.aborted && limit.wasSilent()) slots.resize(limit.current);
        return reply === 'cut-short' ? 'timeout' : reply;
      } finally {
        slots.give();
      }
    },
    close() {
      slots.close();
      transport.close();
    },
  };
}
