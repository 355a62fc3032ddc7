// Keeps bulk work in a process of its own: starts it, starts it again when it dies, ends it with its parent.
import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Log } from '../log.ts';

const ENTRY = fileURLToPath(new URL('../cli/sluice.ts', import.meta.url));
/** Pause before a worker that died is started again. */
const RESTART_MS = 1000;
const STOP_MS = 25_000;
/** What a worker whose parent is gone may still take to end in order. */
const ORPHAN_MS = 3500;

/**
 * What a child may know of the environment: where programs, home and temporary files are, language, zone and
 * Node's own authorities. Whatever else stands there may be a secret, and any process of the same user can read
 * the environment of another; NODE_OPTIONS may open its memory.
 */
const SYSTEM_VARIABLES =
  /^(PATH|HOME|TMPDIR|LANG|LC_\w+|TZ|NODE_ENV|NODE_EXTRA_CA_CERTS|UV_THREADPOOL_SIZE)$/;
/** Also where this process was started without them. */
const SWITCHES = ['--disable-sigusr1', '--report-exclude-env', '--disable-proto=delete'];

export interface WorkerProcess {
  readonly pid: number | undefined;
  close(): Promise<void>;
}

export interface WorkerProcessOptions {
  /** Handed over on the channel, because the database's password is one of them. */
  readonly settings: object;
  /** Only what is no secret is taken from it. */
  readonly environment: NodeJS.ProcessEnv;
  readonly log: Log;
}

/**
 * Starts `sluice serve --role worker` with this process's switches and the given settings.
 * It lives as long as its channel to this process.
 */
export function startWorkerProcess({ settings, environment, log }: WorkerProcessOptions): WorkerProcess {
  let closing = false;
  let child = start();

  function start(): ChildProcess {
    const started = fork(ENTRY, ['serve', '--role', 'worker', '--settings-from-parent'], {
      env: systemVariables(environment),
      execArgv: [...new Set([...process.execArgv, ...SWITCHES])],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    // One that ends before it has read them is noticed by its end.
    started.send(settings, () => {});
    const startAnother = async () => {
      if (closing) return;
      log.warn('worker process ended; starting another');
      await sleep(RESTART_MS);
      if (!closing) child = start();
    };
    started.once('exit', startAnother);
    // It could not be started at all: no `exit` follows.
    started.once('error', () => started.pid === undefined && startAnother());
    return started;
  }

  return {
    get pid() {
      return child.pid;
    },
    async close() {
      closing = true;
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      child.kill('SIGTERM');
      await ended;
      clearTimeout(timer);
    },
  };
}

function systemVariables(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => SYSTEM_VARIABLES.test(name)));
}

/** For the worker: its parent's end is its own, in order if that is soon done, else at once. */
export function endWithParent(): void {
  process.once('disconnect', () => setTimeout(() => process.exit(1), ORPHAN_MS).unref());
  // To wait for the parent's end is no reason to stay.
  process.channel?.unref();
}
