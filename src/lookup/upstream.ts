// One name server as the resolver sees it: its transport, and so many queries at a time.
import { createHttpsTransport } from './https-transport.ts';
import { createInFlightLimit, type InFlightLimit } from './in-flight-limit.ts';
import type { Reply } from './packet.ts';
import type { NameServerAddress } from './servers.ts';
import { createSlots } from './slots.ts';
import type { Question, Silence } from './transport.ts';
import { createUdpTransport } from './udp-transport.ts';

/** What one try gave. `not-asked`: until the deadline the server had as many queries as it can take. */
export type Heard = Exclude<Reply, 'cut-short'> | Silence | 'not-asked';

export interface Upstream {
  /**
   * One try, which waits for its place among the queries in flight and then for a reply.
   *
   * @param patienceMs how long it waits for the reply, cut short and asked for again or not.
   * @param deadline when it ends at the latest: an instant of performance.now(), in milliseconds.
   */
  ask(question: Question, patienceMs: number, deadline: number, signal: AbortSignal): Promise<Heard>;
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
    async ask(question, patienceMs, deadline, signal) {
      if (!slots.tryTake() && !(await slots.wait(deadline - performance.now(), signal))) return 'not-asked';
      try {
        const leftMs = deadline - performance.now();
        if (leftMs <= 0) return 'not-asked';
        const tryMs = Math.min(patienceMs, leftMs);
        const reply = await transport.exchange(question, tryMs, signal);
        if (hasChanged(limit, reply, signal)) slots.resize(limit.current);
        if (reply !== 'cut-short') return reply;
        const spentMs = performance.now() - (deadline - leftMs);
        const whole = await transport.exchangeLong?.(question, tryMs - spentMs, signal);
        return whole === undefined || whole === 'cut-short' ? 'timeout' : whole;
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

/** Tells the limit what one try gave; what its caller ended, or could not be sent, says nothing about the server's load. */
function hasChanged(limit: InFlightLimit, reply: Reply | Silence, signal: AbortSignal): boolean {
  if (reply === 'unreachable' || signal.aborted) return false;
  return reply === 'timeout' ? limit.wasSilent() : limit.answered();
}
