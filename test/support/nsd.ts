// Starts NSD, an authoritative name server of Debian, on loopback with one zone.
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeQuery } from '../../src/lookup/packet.ts';

const PROGRAM = '/usr/sbin/nsd';
/** Debian's nobody and nogroup, for a run as root. */
const NOBODY = { uid: 65_534, gid: 65_534 } as const;
const START_MS = 20_000;
const KNOCK_EVERY_MS = 50;

export interface Nsd {
  /** Of both 127.0.0.1 and ::1. */
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts the server for the zone `origin`, whose records stand in `text` (RFC 1035 5.1). */
export async function startNsd(origin: string, text: string): Promise<Nsd> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-nsd-'));
  chmodSync(folder, 0o777);
  const port = await freePort();
  writeFileSync(join(folder, 'zone'), text);
  writeFileSync(join(folder, 'nsd.conf'), configurationOf(folder, port, origin));
  const server = spawn(PROGRAM, ['-d', '-c', join(folder, 'nsd.conf')], {
    ...(process.geteuid?.() === 0 ? NOBODY : {}),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const stop = async () => {
    await end(server);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.race([answersTo(port, origin), failureOf(server)]);
  } catch (failure) {
    await stop();
    throw failure;
  }
  return { port, stop };
}

function configurationOf(folder: string, port: number, origin: string): string {
  return `server:
  ip-address: 127.0.0.1@${port}
  ip-address: ::1@${port}
  username: ""
  chroot: ""
  database: ""
  zonesdir: "${folder}"
  pidfile: "${folder}/nsd.pid"
  xfrdfile: "${folder}/xfrd.state"
  xfrdir: "${folder}"
  zonelistfile: "${folder}/zone.list"
  rrl-ratelimit: 0
remote-control:
  control-enable: no
zone:
  name: ${origin}
  zonefile: zone
`;
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp6').bind(0, '::1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/** Asks for the zone until a reply comes. */
async function answersTo(port: number, origin: string): Promise<void> {
  const socket = createSocket('udp4');
  const reply = once(socket, 'message');
  const { bytes } = encodeQuery(origin, 'MX', 1, false);
  try {
    for (let waited = 0; waited < START_MS; waited += KNOCK_EVERY_MS) {
      socket.send(bytes, port, '127.0.0.1', () => {});
      if ((await Promise.race([reply, sleep(KNOCK_EVERY_MS)])) !== undefined) return;
    }
    throw new Error('NSD does not answer.');
  } finally {
    socket.close();
  }
}

async function failureOf(server: ChildProcess): Promise<never> {
  const [code] = await once(server, 'exit');
  throw new Error(`NSD ended with ${code}; is the package of .ci/system-packages installed?`);
}

async function end(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  server.kill('SIGTERM');
  await once(server, 'exit');
}
