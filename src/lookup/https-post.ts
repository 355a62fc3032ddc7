// DNS messages as HTTP requests (RFC 8484): over one HTTP/2 connection, or over HTTP/1.1 kept alive.
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:http2';
import { Agent, request } from 'node:https';
import { isIP } from 'node:net';
import type { Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';

/** A server that speaks DNS over HTTPS. */
export interface HttpsServer {
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

export interface HttpsPost {
  /** Posts a DNS message; undefined when no DNS message comes back, or the signal ended the wait. */
  post(message: Buffer, signal: AbortSignal): Promise<Buffer | undefined>;
  /** Ends the connections and all that waits on them. */
  close(): void;
}

const MEDIA_TYPE = 'application/dns-message';
/** A DNS message over TCP is no longer either. */
const BODY_OCTETS_MAX = 65_535;
/** How long a server may take to say how many questions it takes. */
const SETTINGS_MS = 3_000;
/** HTTP/1.1 answers one question a connection at a time. */
const HTTP1_SOCKETS = 32;

/**
 * Whom to connect to and whom the certificate must name. It is verified whatever
 * NODE_TLS_REJECT_UNAUTHORIZED says; an authority of one's own comes in through NODE_EXTRA_CA_CERTS.
 */
export function identityOf({ host, port }: HttpsServer) {
  return { host, port, ...(isIP(host) ? {} : { servername: host }), rejectUnauthorized: true };
}

/**
 * Speaks HTTP/2 over the socket; ready when the server has said how many questions it takes at a time, because
 * it refuses what is sent above that. node:http2 keeps the rest back.
 *
 * @param onEnd called once no further question can be sent over this connection.
 */
export function overHttp2(
  server: HttpsServer,
  socket: TLSSocket,
  onEnd: () => void,
): Promise<HttpsPost | undefined> {
  const session = connect(originOf(server), {
    createConnection: () => socket,
    settings: { enablePush: false },
  });
  const close = () => session.destroy();
  session.unref();
  session.on('error', close);
  session.on('goaway', onEnd);
  session.on('close', onEnd);
  const post: HttpsPost = {
    close,
    post(message, signal) {
      if (session.closed || session.destroyed) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        let hasAnswer = false;
        const headers = { ':method': 'POST', ':path': server.path, ...headersOf(message) };
        const stream = session.request(headers, { signal });
        stream.on('response', (answer) => {
          hasAnswer = true;
          void readBody(stream, answer[':status'], answer).then(resolve);
        });
        stream.on('error', () => {});
        stream.on('close', () => {
          if (!hasAnswer) resolve(undefined);
        });
        stream.end(message);
      });
    },
  };
  return new Promise((resolve) => {
    const timer = setTimeout(close, SETTINGS_MS);
    timer.unref();
    session.once('remoteSettings', () => {
      clearTimeout(timer);
      resolve(post);
    });
    session.once('close', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });
}

/** Opens connections as questions need them, and again where one has ended. */
export function overHttp1(server: HttpsServer): HttpsPost {
  const agent = new Agent({ keepAlive: true, maxSockets: HTTP1_SOCKETS });
  return {
    close: () => agent.destroy(),
    post(message, signal) {
      const target = { ...identityOf(server), path: server.path, agent };
      return new Promise((resolve) => {
        const asked = request({ ...target, method: 'POST', headers: headersOf(message), signal });
        asked.on('response', (answer) => {
          void readBody(answer, answer.statusCode, answer.headers).then(resolve);
        });
        asked.on('error', () => resolve(undefined));
        asked.end(message);
      });
    },
  };
}

function originOf({ host, port }: HttpsServer): string {
  return `https://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

function headersOf(message: Buffer) {
  return { accept: MEDIA_TYPE, 'content-type': MEDIA_TYPE, 'content-length': message.length };
}

/** The body of a good answer, read to its end and no further than its bound; undefined for any other. */
async function readBody(
  answer: Readable,
  status: number | undefined,
  headers: IncomingHttpHeaders,
): Promise<Buffer | undefined> {
  const [mediaType] = (headers['content-type'] ?? '').split(';');
  if (status !== 200 || mediaType?.trim().toLowerCase() !== MEDIA_TYPE) {
    answer.destroy();
    return undefined;
  }
  const pieces: Buffer[] = [];
  let octets = 0;
  try {
    for await (const piece of answer) {
      octets += piece.length;
      if (octets > BODY_OCTETS_MAX) return undefined;
      pieces.push(piece);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(pieces);
}
