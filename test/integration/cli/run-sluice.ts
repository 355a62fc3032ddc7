// Runs the command line as npm does, and tells how it ended, what it wrote and how much memory it took.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ENTRY = fileURLToPath(new URL('../../../src/cli/sluice.ts', import.meta.url));
const SWITCHES = ['--disable-sigusr1', '--report-exclude-env', '--disable-proto=delete'];
const SAMPLE_EVERY_MS = 25;

export interface Run {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Peak resident memory in MB, main thread and worker threads together. */
  readonly peakMb: number;
}

export interface RunOptions {
  readonly input?: string | Uint8Array;
  /** Standard input stays open behind the input. */
  readonly keepsInput?: boolean;
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** The command line of another build. */
  readonly entry?: string;
  /** SIGTERM is sent after so many milliseconds. */
  readonly killAfterMs?: number;
}

/** Starts a command without the settings of whoever runs the tests. */
export function startSluice(args: readonly string[], { cwd, environment, entry = ENTRY }: RunOptions = {}) {
  const { PATH = '', HOME = '' } = process.env;
  return spawn(process.execPath, [...SWITCHES, entry, ...args], {
    cwd,
    env: { PATH, HOME, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

export function runSluice(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const child = startSluice(args, options);
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  let peakMb = 0;
  child.stdout.on('data', (piece: Buffer) => out.push(piece));
  child.stderr.on('data', (piece: Buffer) => err.push(piece));
  // A command that reads no input may end before it has taken any.
  child.stdin.on('error', () => {});
  if (!options.keepsInput) child.stdin.end(options.input);
  const sampling = setInterval(() => {
    peakMb = Math.max(peakMb, peakOf(child.pid ?? 0));
  }, SAMPLE_EVERY_MS);
  if (options.killAfterMs !== undefined) setTimeout(() => child.kill('SIGTERM'), options.killAfterMs);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearInterval(sampling);
      const [stdout, stderr] = [out, err].map((pieces) => Buffer.concat(pieces).toString('utf8'));
      resolve({ code, signal, stdout: stdout ?? '', stderr: stderr ?? '', peakMb });
    });
  });
}

/** The kernel's own high-water mark; 0 once the process is gone. */
function peakOf(pid: number): number {
  try {
    const [, kilobytes = '0'] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) / 1024;
  } catch {
    return 0;
  }
}
