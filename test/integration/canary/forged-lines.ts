// Requests as bytes, which would write a line of their own into a careless log.
import { once } from 'node:events';
import { connect } from 'node:net';
import { REFUSED_PERSON } from './marked-people.ts';

/** What no line of the log may hold. */
export const FORGED = 'forged-m3t8';
const LINE = `{"level":60,"msg":"${FORGED}","address":"${REFUSED_PERSON}"}`;
const inUrl = encodeURIComponent(REFUSED_PERSON);

const request = (line: string, ...headers: readonly string[]) =>
  [line, 'Host: x', 'Connection: close', ...headers, '', ''].join('\r\n');

/** How it is tried, and the bytes. */
export const FORGING_REQUESTS: readonly [string, string][] = [
  ['a line as the request id', request('GET /v1/lists HTTP/1.1', `X-Request-Id: ${LINE}`)],
  ['a line feed in the request id', request('GET /v1/lists HTTP/1.1', `X-Request-Id: a\n${LINE}`)],
  ['a folded request id', request('GET /v1/lists HTTP/1.1', `X-Request-Id: a\r\n ${LINE}`)],
  ['two request ids', request('GET /v1/lists HTTP/1.1', 'X-Request-Id: a', `X-Request-Id: ${LINE}`)],
  ['a path', request(`GET /v1/lists/${REFUSED_PERSON}%0a${encodeURIComponent(LINE)} HTTP/1.1`)],
  ['a query', request(`GET /v1/releases?${inUrl}=${encodeURIComponent(`\n${LINE}`)} HTTP/1.1`)],
  ['a whole URL as the path', request(`GET http://${FORGED}/${REFUSED_PERSON} HTTP/1.1`)],
  ['no path', request(`GET ${REFUSED_PERSON} HTTP/1.1`)],
  ['a method', request(`${FORGED} / HTTP/1.1`)],
  ['another host', request('GET /v1/lists HTTP/1.1', `Host: ${REFUSED_PERSON}`)],
  [
    'agents and referers',
    request('GET /none HTTP/1.1', `User-Agent: ${REFUSED_PERSON} ${LINE}`, `Referer: https://x/?e=${inUrl}`),
  ],
];

/** Sends the bytes and gives all that comes back. */
export async function sendBytes(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (part: Buffer) => {
    answer += part.toString('latin1');
  });
  socket.on('error', () => {});
  socket.end(bytes, 'latin1');
  await once(socket, 'close');
  return answer;
}
