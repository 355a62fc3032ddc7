// One question over TCP, for replies that do not fit into UDP (RFC 7766).
import { connect } from 'node:net';
import { encodeQuery, type Reply, readReply } from './packet.ts';
import { randomId } from './random-bits.ts';
import type { NameServerAddress } from './servers.ts';
import type { Question, Silence } from './transport.ts';

const LENGTH_OCTETS = 2;

/**
 * Connects, asks and reads one length-prefixed message (RFC 1035 4.2.2); all of it within `patienceMs`.
 *
 * A connection that is refused or breaks is `unreachable`; one that stays silent, sends less than it
 * announced, or sends something that is not our reply is `timeout`. The socket is always destroyed.
 */
export function tcpExchange(
  server: NameServerAddress,
  question: Question,
  patienceMs: number,
  signal: AbortSignal,
): Promise<Reply | Silence> {
  if (signal.aborted) return Promise.resolve('timeout');
  const query = encodeQuery(question.name, question.type, randomId(), question.edns);
  return new Promise((resolve) => {
    const socket = connect({ host: server.host, port: server.port });
    const onAbort = () => settle('timeout');
    const timer = setTimeout(onAbort, patienceMs);
    const received: Buffer[] = [];
    function settle(outcome: Reply | Silence): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      resolve(outcome);
    }
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('connect', () => socket.write(framed(query.bytes)));
    socket.on('data', (bytes) => {
      received.push(bytes);
      const message = completeMessage(received);
      if (message) settle(readReply(message, query) ?? 'timeout');
    });
    socket.on('end', () => settle('timeout'));
    socket.on('error', () => settle('unreachable'));
  });
}

function framed(message: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(LENGTH_OCTETS + message.length);
  frame.writeUInt16BE(message.length, 0);
  message.copy(frame, LENGTH_OCTETS);
  return frame;
}

/** The first message of the stream once all of it has come; at most 65,535 octets by its prefix. */
function completeMessage(received: Buffer[]): Buffer | undefined {
  const bytes = received.length === 1 ? received[0] : Buffer.concat(received);
  if (bytes === undefined || bytes.length < LENGTH_OCTETS) return undefined;
  received.splice(0, received.length, bytes);
  const end = LENGTH_OCTETS + bytes.readUInt16BE(0);
  return bytes.length < end ? undefined : bytes.subarray(LENGTH_OCTETS, end);
}
