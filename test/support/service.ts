// A `sluice serve` in a process of its own, told what to do over HTTP, and killed when a test wants it.
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createClient } from '../../src/client/client.ts';
import { runSluice, startSluice } from '../integration/cli/run-sluice.ts';

export interface Service {
  readonly child: ChildProcessWithoutNullStreams;
  readonly url: string;
  /** All that it and its worker wrote to standard error: the log. */
  log(): string;
  /** Ends it as an operator would, and waits for it. */
  stop(): Promise<number | null>;
  kill(): void;
}

/** Starts `serve` on a free port, by `start` if it is given; it must listen within 20 s. */
export async function startService(
  environment: Readonly<Record<string, string>>,
  start = startSluice,
): Promise<Service> {
  const child = start(['serve', '--port', '0'], { environment });
  let log = '';
  child.stderr.on('data', (bytes: Buffer) => {
    log += bytes.toString();
  });
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`It does not listen: ${log}`)), 20_000);
    let said = '';
    child.stdout.on('data', (bytes: Buffer) => {
      said += bytes.toString();
      const [, found] = /listens on (\S+)/.exec(said) ?? [];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error(`It ended: ${log}`)));
    child.once('exit', () => clearTimeout(timer));
    child.stdout.once('data', () => clearTimeout(timer));
  });
  return {
    child,
    url,
    log: () => log,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = (await ended) as [number | null];
      return code;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** A key of the role `service`, made on the command line. */
export async function makeKey(environment: Readonly<Record<string, string>>, name = 'test'): Promise<string> {
  const { stdout, stderr } = await runSluice(['keys', 'create', '--name', name, '--person', 'tester'], {
    environment,
  });
  if (stdout === '') throw new Error(`No key was made: ${stderr}`);
  return stdout.trim();
}

/** The whole way of a list by file: uploaded, verified, decided for a marketing sender; the released file. */
export async function releaseOf(url: string, key: string, file: string): Promise<string> {
  const client = createClient({ url, key });
  const { id } = await client.uploadList(file, { name: 'Newsletter', source: 'web_form' });
  const list = await client.waitForList(id);
  if (list.status !== 'completed') throw new Error(`The list is ${list.status}.`);
  const sender = await client.createSender({ name: 'News', domain: 'news.example', stream: 'marketing' });
  const asked = await client.createRelease({
    list: id,
    sender: sender.id,
    content: 'own_service',
    phi_basis: 'none',
    remuneration: false,
    source: 'web_form',
  });
  const release = await client.waitForRelease(asked.id);
  if (release.status !== 'ready') throw new Error(`The release is ${release.status}.`);
  const parts: Uint8Array[] = [];
  for await (const part of await client.releaseFile(release.id)) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

/** The worker process of a `serve`: the child whose command line says so. */
export function workerOf({ child }: Service): number | null {
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const [, parent] = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8')) ?? [];
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
      if (Number(parent) === child.pid && command.includes('worker')) return Number(name);
    } catch {
      // It ended while it was looked at.
    }
  }
  return null;
}
