// Speaks TLS as a PostgreSQL server does, in front of one that does not: for what a client must ask of a certificate.
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** PostgreSQL's SSLRequest: eight bytes, answered with one (its manual, "Message Formats"). */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

export interface TlsProxy {
  readonly port: number;
  /** All that clients said outside of TLS after their SSLRequest, or instead of it. */
  clear(): Buffer;
  close(): Promise<void>;
}

/**
 * @param socketPath of the server behind
 * @param certificate PEM file with a certificate and its key; null: it answers that it has no TLS
 */
export async function startTlsProxy(socketPath: string, certificate: string | null): Promise<TlsProxy> {
  const clear: Buffer[] = [];
  const open = new Set<Socket>();
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
  };
  const server = createServer((front) => {
    keep(front);
    front.once('data', (bytes) => {
      if (!bytes.equals(SSL_REQUEST) || certificate === null) {
        if (!bytes.equals(SSL_REQUEST)) clear.push(bytes);
        front.on('data', (more: Buffer) => {
          clear.push(more);
          front.destroy();
        });
        front.write('N');
        return;
      }
      const pem = readFileSync(certificate);
      front.write('S');
      const secured = new TLSSocket(front, { isServer: true, cert: pem, key: pem });
      const back = connect(socketPath);
      keep(secured);
      keep(back);
      secured.pipe(back).pipe(secured);
      secured.on('close', () => back.destroy());
      back.on('close', () => front.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    clear: () => Buffer.concat(clear),
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
