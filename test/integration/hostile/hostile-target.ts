// A real `sluice serve` to attack: its own database, a name server on loopback, a watched folder for temporary files.
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ListView } from '../../../src/compose.ts';
import { startZoneServer } from '../../../src/compose.ts';
import { MULTIPART_END, MULTIPART_HEAD, MULTIPART_TYPE } from '../../http/multipart-stream.ts';
import { createTestDatabase } from '../../support/database.ts';
import { SMALL_ZONE, until } from '../../support/installation.ts';
import { makeKey, type Service, startService, workerOf } from '../../support/service.ts';
import { type WatchedFolder, watchFolder } from '../../support/watched-folder.ts';

/** What no process of the service may ever hold, whatever it is sent. */
export const PEAK_MB_MAX = 600;

type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface HostileTarget {
  readonly service: Service;
  readonly temporary: WatchedFolder;
  call(path: string, init?: RequestInit): Promise<Response>;
  /** Sends a file to its last byte, then reads the answer. */
  upload(pieces: Pieces): Promise<Answer>;
  /** Uploads and waits for the verdicts. */
  verify(pieces: Pieces): Promise<ListView>;
  problems(list: string): Promise<{ row: number; problem: string }[]>;
  /** Peak resident memory in MB: of the service, and of its worker. */
  peaksMb(): readonly [number, number];
  /** What both have computed so far, on all cores together. */
  cpuSeconds(): number;
  /** How both were started. */
  commands(): readonly string[][];
  close(): Promise<void>;
}

export async function openHostileTarget(): Promise<HostileTarget> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-hostile-'));
  const file = (name: string) => join(folder, name);
  mkdirSync(file('tmp'));
  await writeFile(file('zone.txt'), SMALL_ZONE);
  const [database, dns] = [await createTestDatabase(), await startZoneServer(file('zone.txt'))];
  const environment = {
    DATABASE_URL: database.appUrl,
    SLUICE_HOME: file('home'),
    SLUICE_KEY_FILE: file('keys.json'),
    SLUICE_DNS: dns.dns,
    SLUICE_LOG_LEVEL: 'warn',
    TMPDIR: file('tmp'),
  };
  const temporary = watchFolder(file('tmp'));
  const service = await startService(environment);
  const key = await makeKey({ ...environment, TMPDIR: folder });
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${service.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${key}`, ...(init.headers as Record<string, string>) },
    });
  /** By hand and to the last byte, as many clients do: `fetch` would stop sending at an early answer. */
  const upload: HostileTarget['upload'] = async (pieces) => {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (bytes: Buffer) => {
      answer += bytes.toString();
    });
    const head = [
      'POST /v1/lists HTTP/1.1',
      `Host: ${hostname}`,
      `Authorization: Bearer ${key}`,
      `Content-Type: ${MULTIPART_TYPE}`,
      'Transfer-Encoding: chunked',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    for await (const piece of multipart(pieces)) {
      socket.write(`${piece.length.toString(16)}\r\n`);
      socket.write(piece);
      if (!socket.write('\r\n')) await once(socket, 'drain');
    }
    socket.write('0\r\n\r\n');
    const [, status, body = ''] = await until(async () => /^HTTP\/1\.1 (\d+) [\s\S]*?(\{.*\})/.exec(answer));
    socket.destroy();
    return { status: Number(status), body: JSON.parse(body) as Record<string, unknown> };
  };
  return {
    service,
    temporary,
    call,
    upload,
    async verify(pieces) {
      const { status, body } = await upload(pieces);
      if (status !== 202) throw new Error(`Answered ${status}: ${body['code']}.`);
      return until(async () => {
        const list = (await (await call(`/v1/lists/${body['id']}`)).json()) as ListView;
        return list.status === 'completed' || list.status === 'failed' ? list : null;
      }, 150_000);
    },
    async problems(list) {
      const answer = await call(`/v1/lists/${list}/problems`);
      return ((await answer.json()) as { problems: { row: number; problem: string }[] }).problems;
    },
    peaksMb: () => [peakOf(service.child.pid), peakOf(workerOf(service))],
    cpuSeconds: () => cpuOf(service.child.pid) + cpuOf(workerOf(service)),
    commands: () => [service.child.pid, workerOf(service)].map((pid) => proc(pid, 'cmdline').split('\0')),
    async close() {
      await service.stop();
      temporary.close();
      await dns.stop();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function* multipart(pieces: Pieces) {
  yield Buffer.from(MULTIPART_HEAD);
  yield* pieces;
  yield Buffer.from(MULTIPART_END);
}

const proc = (pid: number | null | undefined, file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8');

function peakOf(pid: number | null | undefined): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(proc(pid, 'status')) ?? [];
  return Number(kilobytes) / 1024;
}

/** User and system time in hundredths of a second stand 12 and 13 places behind the name (proc(5)). */
function cpuOf(pid: number | null | undefined): number {
  const stat = proc(pid, 'stat');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
