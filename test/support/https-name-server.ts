// A name server behind HTTPS that lies, stalls and breaks: the first label of the name asked for says how.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { Packet } from 'dns2';
import type { NameServerAddress } from '../../src/lookup/servers.ts';
import { type Fault, faultReplies, wholeReply } from './fault-replies.ts';

/** What HTTP can do to a reply; every other label is a fault of the message itself. */
export const HTTP_FAULTS = [
  'status-500',
  'status-404',
  'redirect',
  'other-media-type',
  'no-media-type',
  'empty-body',
  'endless-body',
  'broken-body',
  'reset',
] as const;
export type HttpsFault = Fault | (typeof HTTP_FAULTS)[number];

export interface HttpsNameServer extends NameServerAddress {
  /** Each request that came, as `POST /path media type`. */
  readonly requests: readonly string[];
  /** Each message that came. */
  readonly messages: readonly Buffer[];
  /** TLS connections opened so far. */
  readonly connections: number;
  /** Ends every connection as an idle server does, and goes on listening. */
  hangUp(): void;
  stop(): Promise<void>;
}

export interface HttpsNameServerOptions {
  readonly protocol: 'h2' | 'http/1.1';
  readonly host?: string;
  /** The fixture whose certificate and key it uses. @default loopback */
  readonly certificate?: string;
}

export const certificateFile = (name: string) =>
  fileURLToPath(new URL(`../fixtures/tls/${name}.pem`, import.meta.url));

const MEDIA_TYPE = 'application/dns-message';

/** Starts the server on a free port; its path is `/dns-query`. */
export async function startHttpsNameServer({
  protocol,
  host = '127.0.0.1',
  certificate = 'loopback',
}: HttpsNameServerOptions): Promise<HttpsNameServer> {
  const pem = readFileSync(certificateFile(certificate));
  const tls = { cert: pem, key: pem };
  const [requests, messages]: [string[], Buffer[]] = [[], []];
  const open = new Set<TLSSocket>();
  let connections = 0;
  // Fewer than are asked for at once, as with real servers; the client has to queue the rest.
  const settings = { maxConcurrentStreams: 50 };
  const server = protocol === 'h2' ? createSecureServer({ ...tls, settings }) : createServer(tls);
  server.on('secureConnection', (socket: TLSSocket) => {
    connections += 1;
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
  });
  // The compatible interface of node:http2 takes the same two objects.
  server.on('request', async (request: IncomingMessage, response: ServerResponse) => {
    requests.push(`${request.method} ${request.url} ${request.headers['content-type']}`);
    const message = await readMessage(request);
    if (message === undefined) return;
    messages.push(message);
    answer(request, response, message);
  });
  const hangUp = () => {
    for (const socket of open) socket.destroy();
  };
  server.listen(0, host);
  await once(server, 'listening');
  return {
    host,
    port: (server.address() as AddressInfo).port,
    httpsPath: '/dns-query',
    requests,
    messages,
    get connections() {
      return connections;
    },
    hangUp,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      hangUp();
      await closed;
    },
  };
}

async function readMessage(request: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of request) pieces.push(piece);
  } catch {
    return undefined;
  }
  return Buffer.concat(pieces);
}

function answer(request: IncomingMessage, response: ServerResponse, message: Buffer): void {
  const query = Packet.parse(message);
  const fault = (query.questions[0]?.name.split('.')[0] ?? '') as HttpsFault;
  const send = (status: number, headers: Record<string, string>, body: Buffer) => {
    response.writeHead(status, headers);
    response.end(body);
  };
  const good = wholeReply(query, 'good');
  const type = { 'content-type': MEDIA_TYPE };
  if (fault === 'status-500' || fault === 'status-404') send(Number(fault.slice(-3)), type, good);
  else if (fault === 'redirect') send(307, { ...type, location: '/elsewhere' }, good);
  else if (fault === 'other-media-type') send(200, { 'content-type': 'text/html' }, good);
  else if (fault === 'no-media-type') send(200, {}, good);
  else if (fault === 'empty-body') send(200, type, Buffer.alloc(0));
  else if (fault === 'endless-body') sendForEver(response);
  else if (fault === 'reset') request.socket.destroy();
  else if (fault === 'many-mx') send(200, type, wholeReply(query, fault));
  else if (fault === 'broken-body') {
    response.writeHead(200, { ...type, 'content-length': `${good.length}` });
    response.write(good.subarray(0, -7));
    setTimeout(() => request.socket.destroy(), 10);
  } else for (const reply of faultReplies(fault, query).slice(0, 1)) send(200, type, reply);
}

/** A good reply, and behind it zeros without end. */
function sendForEver(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': MEDIA_TYPE });
  const zeros = Buffer.alloc(16_384);
  const timer = setInterval(() => response.write(zeros), 5);
  response.on('close', () => clearInterval(timer));
  response.on('error', () => clearInterval(timer));
}
