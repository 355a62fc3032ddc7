// Opens the way to a DNS server behind HTTPS, and learns which HTTP it speaks.
import { connect, type TLSSocket } from 'node:tls';
import { type HttpsPost, type HttpsServer, identityOf, overHttp1, overHttp2 } from './https-post.ts';

/** TCP and TLS together; after that the server is not there. */
const CONNECT_MS = 3_000;

/**
 * Opens a connection; undefined when the server cannot be reached or does not prove who it is.
 *
 * HTTP/2 where the server speaks it, as RFC 8484 5.2 recommends, else HTTP/1.1. No proxy is used and no
 * redirect followed. An open connection does not keep the process alive.
 *
 * @param onEnd called once no further question can be sent over this connection.
 */
export async function openHttps(server: HttpsServer, onEnd: () => void): Promise<HttpsPost | undefined> {
  const socket = await openTls(server);
  if (socket?.alpnProtocol === 'h2') return overHttp2(server, socket, onEnd);
  socket?.destroy();
  return socket && overHttp1(server);
}

function openTls(server: HttpsServer): Promise<TLSSocket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ ...identityOf(server), ALPNProtocols: ['h2', 'http/1.1'] });
    const timer = setTimeout(() => socket.destroy(), CONNECT_MS);
    socket.unref();
    timer.unref();
    socket.on('error', () => {});
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
    socket.once('secureConnect', () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}
