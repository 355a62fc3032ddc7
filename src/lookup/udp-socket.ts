// One UDP socket connected to one name server: its own random source port, and the queries waiting on it.
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { encodeQuery, type Query, type Reply, readReply, UDP_PAYLOAD_MAX } from './packet.ts';
import { randomId } from './random-bits.ts';
import type { NameServerAddress } from './servers.ts';
import type { Question, Silence } from './transport.ts';
import { whenAborted } from './when-aborted.ts';

export interface UdpSocket {
  /** Queries sent so far; the pool replaces a socket that has sent many. */
  readonly sent: number;
  readonly isClosed: boolean;
  /** Sends the question and waits for its reply for at most `patienceMs`, or until the signal ends it. */
  exchange(question: Question, patienceMs: number, signal: AbortSignal): Promise<Reply | Silence>;
  /** Takes no more questions; closes as soon as nothing waits. */
  retire(): void;
  /** Ends every wait as `timeout` and closes now. */
  close(): void;
}

interface Waiting {
  readonly query: Query;
  settle(outcome: Reply | Silence): void;
}

/**
 * Opens the socket. The kernel picks the source port and, as the socket is connected, drops whatever
 * comes from another address or port. A message that is not the reply to a waiting query is ignored and
 * the wait goes on. A socket on which nothing waits does not keep the process alive.
 */
export function openUdpSocket(server: NameServerAddress): UdpSocket {
  const socket = createSocket(isIPv6(server.host.split('%')[0] ?? '') ? 'udp6' : 'udp4');
  const waiting = new Map<number, Waiting>();
  const unsent: Buffer[] = [];
  let isConnected = false;
  let isRetired = false;
  let isClosed = false;
  let sent = 0;

  function end(outcome: Silence): void {
    if (isClosed) return;
    isClosed = true;
    unsent.length = 0;
    for (const { settle } of [...waiting.values()]) settle(outcome);
    socket.close();
  }

  function release(id: number): void {
    waiting.delete(id);
    if (waiting.size > 0 || isClosed) return;
    socket.unref();
    if (isRetired) end('timeout');
  }

  function send(bytes: Buffer): void {
    if (isConnected) socket.send(bytes);
    else unsent.push(bytes);
  }

  function freeId(): number {
    let id = randomId();
    while (waiting.has(id)) id = randomId();
    return id;
  }

  socket.on('message', (bytes) => {
    if (bytes.length < 2 || bytes.length > UDP_PAYLOAD_MAX) return;
    const entry = waiting.get(bytes.readUInt16BE(0));
    const reply = entry && readReply(bytes, entry.query);
    if (entry && reply) entry.settle(reply);
  });
  // An ICMP "port unreachable", no route, no descriptor left: the queries on this socket have failed.
  socket.on('error', () => end('unreachable'));
  socket.on('connect', () => {
    isConnected = true;
    for (const bytes of unsent.splice(0)) socket.send(bytes);
  });
  socket.unref();
  socket.connect(server.port, server.host);

  return {
    get sent() {
      return sent;
    },
    get isClosed() {
      return isClosed || isRetired;
    },
    exchange({ name, type, edns }, patienceMs, signal) {
      if (isClosed || signal.aborted) return Promise.resolve('timeout');
      const query = encodeQuery(name, type, freeId(), edns);
      return new Promise((resolve) => {
        const onAbort = () => settle('timeout');
        const timer = setTimeout(onAbort, patienceMs);
        function settle(outcome: Reply | Silence): void {
          clearTimeout(timer);
          forget();
          release(query.id);
          resolve(outcome);
        }
        const forget = whenAborted(signal, onAbort);
        if (waiting.size === 0) socket.ref();
        waiting.set(query.id, { query, settle });
        sent += 1;
        send(query.bytes);
      });
    },
    retire() {
      isRetired = true;
      if (waiting.size === 0) end('timeout');
    },
    close: () => end('timeout'),
  };
}
