// The name server of the look-up benchmark, a process of its own: one MX record for `d<n>.bench.example`.
import { createSocket } from 'node:dgram';

const HEADER = 12;
const QUERY_TYPE_MX = 15;
const TTL_SECONDS = 300;
/** Response, recursion desired and available, no error. */
const ANSWER_FLAGS = 0x8180;
/** Behind the question: owner pointer, type, class, TTL, length, preference. */
const RECORD_FIXED = 14;

const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
socket.on('message', (query, from) => socket.send(answer(query), from.port, from.address));
socket.bind(0, '127.0.0.1', () => process.send?.(socket.address().port));
process.on('disconnect', () => process.exit());

/** The question repeated octet by octet, then `MX 10 mx<n>.bench.example`, whose parent is a pointer. */
function answer(query: Buffer): Buffer {
  const labelLength = query[HEADER] ?? 0;
  const parentAt = HEADER + 1 + labelLength;
  const questionEnd = query.indexOf(0, parentAt) + 5;
  const label = `mx${query.toString('latin1', HEADER + 2, parentAt)}`;
  const reply = Buffer.allocUnsafe(questionEnd + RECORD_FIXED + label.length + 3);
  query.copy(reply, 0, 0, questionEnd);
  reply.writeUInt16BE(ANSWER_FLAGS, 2);
  reply.writeUInt32BE(0x0001_0001, 4);
  reply.writeUInt32BE(0, 8);
  let at = reply.writeUInt16BE(0xc000 | HEADER, questionEnd);
  at = reply.writeUInt16BE(QUERY_TYPE_MX, at);
  at = reply.writeUInt16BE(1, at);
  at = reply.writeUInt32BE(TTL_SECONDS, at);
  at = reply.writeUInt16BE(label.length + 5, at);
  at = reply.writeUInt16BE(10, at);
  at = reply.writeUInt8(label.length, at);
  at += reply.write(label, at, 'latin1');
  reply.writeUInt16BE(0xc000 | parentAt, at);
  return reply;
}
