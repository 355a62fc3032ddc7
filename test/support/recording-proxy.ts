// Stands between a service and its database and keeps every byte that either says: statements, parameters, answers.
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RecordingProxy {
  /** The database's URL by way of the proxy. */
  readonly url: string;
  /** All that was said, each connection's two sides on their own, so that a long value stays in one piece. */
  record(): Buffer;
  close(): Promise<void>;
}

/** @param url of a database that is reached over a socket folder: `?host=/folder` */
export async function startRecordingProxy(url: string): Promise<RecordingProxy> {
  const target = new URL(url);
  const behind = `${target.searchParams.get('host')}/.s.PGSQL.5432`;
  const folder = await mkdtemp(join(tmpdir(), 'sluice-proxy-'));
  const said: Buffer[][] = [];
  const open = new Set<Socket>();
  const server = createServer((front) => {
    const back = connect(behind);
    for (const [from, to] of [
      [front, back],
      [back, front],
    ] as const) {
      const side: Buffer[] = [];
      said.push(side);
      open.add(from);
      from.on('data', (bytes: Buffer) => side.push(bytes));
      from.on('error', () => to.destroy());
      from.on('close', () => open.delete(from));
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(join(folder, '.s.PGSQL.5432'), resolve));
  target.searchParams.set('host', folder);
  return {
    url: target.href,
    record: () => Buffer.concat(said.flat()),
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
