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

export interface WorkerProcess {
  readonly pid: number | undefined;
  close(): Promise<void>;
}

/**
 * Starts `sluice serve --role worker` with this process's switches and the given environment.
 * It lives as long as its channel to this process.
 */
export function startWorkerProcess(environment: NodeJS.ProcessEnv, log: Log): WorkerProcess {
  let closing = false;
  let child = start();

  function start(): ChildProcess {
    const started = fork(ENTRY, ['serve', '--role', 'worker'], {
      env: environment,
      execArgv: process.execArgv,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
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

/** For the worker: its parent's end is its own, in order if that is soon done, else at once. */
export function endWithParent(): void {
  process.once('disconnect', () => setTimeout(() => process.exit(1), ORPHAN_MS).unref());
  // To wait for the parent's end is no reason to stay.
  process.channel?.unref();
}
