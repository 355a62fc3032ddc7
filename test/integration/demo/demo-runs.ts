// Runs `sluice demo` in a folder of its own, and finds whatever a run has left behind.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSluice } from '../cli/run-sluice.ts';

export interface DemoRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Where it was run; the files of the release are below. */
  readonly folder: string;
  /** What is still there of it: files, folders and processes. */
  readonly left: readonly string[];
}

/** @param interruptWhen looked at every 50 ms; once true, SIGINT is sent */
export async function runDemo(
  args: readonly string[],
  interruptWhen: (home: string) => boolean = () => false,
): Promise<DemoRun> {
  const folder = mkdtempSync(join(tmpdir(), 'demo-'));
  const temporary = join(folder, 't');
  await mkdir(temporary);
  const child = startSluice(['demo', ...args], { cwd: folder, environment: { TMPDIR: temporary } });
  let [stdout, stderr, home] = ['', '', ''];
  child.stdout.on('data', (piece: Buffer) => {
    stdout += piece;
  });
  child.stderr.on('data', (piece: Buffer) => {
    stderr += piece;
  });
  const looking = setInterval(() => {
    const name = readdirSync(temporary).find((entry) => /^sluice-demo-\w+$/.test(entry));
    if (home === '' && name) home = realpathSync(join(temporary, name));
    if (home === '' || !interruptWhen(home)) return;
    clearInterval(looking);
    child.kill('SIGINT');
  }, 50);
  const [code, signal] = await once(child, 'close');
  clearInterval(looking);
  const id = createHash('sha256').update(home).digest('hex').slice(0, 12);
  return { code, signal, stdout, stderr, folder, left: leftBy(temporary, id) };
}

function leftBy(temporary: string, id: string): string[] {
  const cluster = join('/var/lib/sluice', id);
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) =>
      ['environ', 'cmdline'].some((part) => mentions(`/proc/${pid}/${part}`, [temporary, id])),
    );
  return [...readdirSync(temporary), ...(existsSync(cluster) ? [cluster] : []), ...processes];
}

function mentions(path: string, words: readonly string[]): boolean {
  try {
    const text = readFileSync(path, 'utf8');
    return words.some((word) => text.includes(word));
  } catch {
    return false;
  }
}
