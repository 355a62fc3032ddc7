// A name server on port 53: UDP first, TCP for what does not fit (RFC 7766 5).
import type { NameServerAddress } from './servers.ts';
import { tcpExchange } from './tcp-exchange.ts';
import type { Transport } from './transport.ts';
import { createUdpPool } from './udp-pool.ts';

/** Makes the transport; nothing is opened before the first question. */
export function createUdpTransport(server: NameServerAddress): Transport {
  const pool = createUdpPool(server);
  const lifetime = new AbortController();

  return {
    exchange: pool.exchange,
    exchangeLong: (question, patienceMs, signal) =>
      tcpExchange(server, question, patienceMs, AbortSignal.any([signal, lifetime.signal])),
    close() {
      lifetime.abort();
      pool.close();
    },
  };
}
