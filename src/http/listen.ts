// Puts the app on a socket, and lets running requests end when it is taken off.
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Services } from '../compose.ts';
import { SluiceError } from '../errors.ts';
import { createApp } from './app.ts';

export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** Longest wait for running requests at the end. */
const DRAIN_MS = 20_000;

/** @throws SluiceError `settings-invalid` when the port cannot be had. */
export async function listen(
  services: Services,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  const app = createApp(services);
  // Left to itself the adapter cuts off who is still sending after half a second, before the answer is read.
  const server = serve({ fetch: app.fetch, hostname: host, port, autoCleanupIncoming: false }) as Server;
  // A slow head is a slow loris; a slow body may be an honest upload.
  server.headersTimeout = 15_000;
  server.requestTimeout = 0;
  await once(server, 'listening').catch(() => {
    throw new SluiceError('settings-invalid', {
      detail: `Port ${port} is taken or may not be opened; name another with PORT or --port.`,
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
      await closed;
      clearTimeout(timer);
    },
  };
}
