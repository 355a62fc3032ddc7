// A small name server that answers from a zone: for the demo, for examples and for tests.
import { once } from 'node:events';
import type { Socket } from 'node:net';
import {
  createTCPServer,
  createUDPServer,
  type DnsHandler,
  Packet,
  type TCPServer,
  type UDPServer,
} from 'dns2';
import { SluiceError } from '../errors.ts';
import type { Zone } from './zone.ts';
import { answerFromZone } from './zone-answer.ts';

export interface NameServerOptions {
  /** 0: a free one, the same for UDP and TCP. @default 0 */
  readonly port?: number;
  /** An IP address. @default 127.0.0.1 */
  readonly host?: string;
  /** Keeps every question asked, in order, for tests. @default false */
  readonly recordQueries?: boolean;
}

interface NameServerQuery {
  /** As asked, in its mixed case. */
  readonly name: string;
  /** `MX`, `A`, …, or `TYPE<n>`. */
  readonly type: string;
}

export interface NameServer {
  readonly host: string;
  readonly port: number;
  /** Empty unless `recordQueries`. */
  readonly queries: readonly NameServerQuery[];
  /** Closes both sockets and every connection. */
  stop(): Promise<void>;
}

/** Tries to find a port that is free for UDP and TCP alike. */
const PORT_TRIES = 8;

/**
 * Starts the server on UDP and TCP.
 * @throws SluiceError `dns-unavailable` when the port is taken or may not be opened.
 */
export async function startNameServer(zone: Zone, options: NameServerOptions = {}): Promise<NameServer> {
  const { port = 0, host = '127.0.0.1', recordQueries = false } = options;
  const queries: NameServerQuery[] = [];
  const handle: DnsHandler = (request, send) => {
    const [question] = request.questions;
    if (!question) return;
    if (recordQueries) queries.push({ name: question.name, type: Packet.typeName(question.type) });
    const response = answerFromZone(zone, request, question);
    // A reply that can no longer be sent is the asker's loss: it asks again.
    if (response) Promise.resolve(send(response)).catch(() => {});
  };
  const { udp, tcp, boundPort } = await listenOnBoth(handle, host, port);
  const connections = new Set<Socket>();
  tcp.on('connection', (connection: Socket) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
  });
  return {
    host,
    port: boundPort,
    queries,
    async stop() {
      const closed = Promise.all([once(udp, 'close'), once(tcp, 'close')]);
      udp.close();
      tcp.close();
      for (const connection of connections) connection.destroy();
      await closed;
    },
  };
}

async function listenOnBoth(
  handle: DnsHandler,
  host: string,
  port: number,
): Promise<{ readonly udp: UDPServer; readonly tcp: TCPServer; readonly boundPort: number }> {
  for (let tries = 0; tries < PORT_TRIES; tries += 1) {
    const udp = createUDPServer({ type: host.includes(':') ? 'udp6' : 'udp4' });
    const tcp = createTCPServer();
    udp.on('request', handle);
    tcp.on('request', handle);
    try {
      void udp.listen(port, host);
      await once(udp, 'listening');
      const boundPort = udp.address().port;
      tcp.listen(boundPort, host);
      await once(tcp, 'listening');
      // One broken datagram or connection must not end the process.
      udp.on('error', () => {});
      tcp.on('error', () => {});
      return { udp, tcp, boundPort };
    } catch {
      udp.close();
      if (port !== 0) break;
    }
  }
  throw new SluiceError('dns-unavailable', { detail: 'The local name server cannot open its port.' });
}
