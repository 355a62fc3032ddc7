// A name server on port 53: UDP first, TCP for what does not fit.
import type { NameServerAddress } from './servers.ts';
import { tcpExchange } from './tcp-exchange.ts';
import type { Transport } from './transport.ts';
import { createUdpPool } from './udp-pool.ts';

/**
 * Makes the transport; nothing is opened before the first question. A reply that is cut short is asked for
 * again over TCP (RFC 7766 5), which may take as long once more.
 */
export function createUdpTransport(server: NameServerAddress): Transport {
  const pool = createUdpPool(server);
  const lifetime = new AbortController();

  return {
    async exchange(question, patienceMs, signal) {
      const reply = await pool.exchange(question, patienceMs, signal);
      if (reply !== 'cut-short') return reply;
      const eitherEnd = AbortSignal.any([signal, lifetime.signal]);
      return tcpExchange(server, question, patienceMs, eitherEnd);
    },
    close() {
      lifetime.abort();
      pool.close();
    },
  };
}
