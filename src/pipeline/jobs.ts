// The job queues: what is sent, who works on it, and how a failure leaves a code and nothing else.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, type JobResult, type JobWithMetadata, PgBoss, type QueueOptions } from 'pg-boss';
import type { Database, Repositories } from '../../db/database.ts';
import { crossBorder, ERROR_CODES, type ErrorCode } from '../errors.ts';
import { type Log, ownFrames } from '../log.ts';

/** Payloads are ids and numbers: a job never carries what a row says. */
export interface JobPayloads {
  'verify-chunk': { readonly list: number; readonly seq: number };
  'finish-list': { readonly list: number };
  'decide-release': { readonly release: number };
  'ask-again': Record<string, never>;
  'rederive-list': { readonly list: number };
  sweep: Record<string, never>;
  /** The payload of a job that was tried for the last time, or whose process died at every try. */
  'given-up': { readonly list?: number; readonly release?: number };
}
export type JobKind = keyof JobPayloads;

/** What a handler may know of its try. */
export interface JobTry {
  readonly attempt: number;
  /** No other try follows. */
  readonly last: boolean;
  /** Of a job that was given up: how its last try failed. */
  readonly failure: ErrorCode;
}

const SCHEMA = 'pgboss';
/** A job of a process that died is noticed when its heartbeat stays out for so long. */
const HEARTBEAT_SECONDS = 20;
const HEARTBEAT_REFRESH_SECONDS = 5;
const SUPERVISE_SECONDS = 10;

const OF_A_LIST = {
  retryDelay: 2,
  retryBackoff: true,
  deleteAfterSeconds: 3600,
  notify: true,
  heartbeatSeconds: HEARTBEAT_SECONDS,
  deadLetter: 'given-up',
} as const;

/** Tries, seconds a try may take, and how fast finished jobs go; a queue stands after the one it gives up to. */
const QUEUES: Readonly<Record<JobKind, QueueOptions & { notify: boolean }>> = {
  'given-up': { retryLimit: 10, retryDelay: 2, retryBackoff: true, deleteAfterSeconds: 3600, notify: true },
  'verify-chunk': { ...OF_A_LIST, retryLimit: 5, expireInSeconds: 300 },
  'finish-list': { ...OF_A_LIST, retryLimit: 10, expireInSeconds: 1800 },
  'decide-release': { ...OF_A_LIST, retryLimit: 5, expireInSeconds: 3600 },
  // What these leave undone is found again by the next run of the clock.
  'rederive-list': { retryLimit: 0, expireInSeconds: 1800, deleteAfterSeconds: 3600, notify: true },
  'ask-again': { retryLimit: 0, expireInSeconds: 600, deleteAfterSeconds: 600, notify: false },
  sweep: { retryLimit: 0, expireInSeconds: 600, deleteAfterSeconds: 3600, notify: false },
};

/** Failures that another try cannot mend. */
const HOPELESS: ReadonlySet<ErrorCode> = new Set(['fail-closed', 'list-deleted']);

export type Jobs = ReturnType<typeof createJobs>;

/** Makes the engine's schema and the queues; called with the owner's database by `migrate`. */
export async function migrateJobs(owner: Database): Promise<void> {
  const boss = new PgBoss({
    db: owner.jobConnection as Db,
    schema: SCHEMA,
    supervise: false,
    schedule: false,
  });
  boss.on('error', () => {});
  await boss.start();
  for (const [name, options] of Object.entries(QUEUES)) {
    await boss.createQueue(name, options);
    await boss.updateQueue(name, options);
  }
  await boss.stop({ graceful: false });
}

/** The engine on this process's database. `supervise`: this process also looks after lost jobs and cron. */
export function createJobs(database: Database, log: Log, { supervise }: { supervise: boolean }) {
  const boss = new PgBoss({
    db: database.jobConnection as Db,
    schema: SCHEMA,
    migrate: false,
    createSchema: false,
    supervise,
    schedule: supervise,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
    useListenNotify: supervise,
    monitorVacuum: false,
    reindex: false,
  });
  boss.on('error', (thrown) => log.warn('job engine', { code: crossBorder(thrown).code }));

  return {
    async start(): Promise<void> {
      await boss.start();
    },

    /**
     * Sends a job in the transaction: it is there if and only if the transaction commits.
     *
     * @param afterSeconds not before so many seconds
     */
    async send<K extends JobKind>(
      tx: Repositories,
      kind: K,
      payload: JobPayloads[K],
      afterSeconds = 0,
    ): Promise<void> {
      await boss.send(kind, payload, { db: tx.jobs, startAfter: afterSeconds });
    },

    /**
     * Works on a queue with `concurrency` jobs at once. A handler that throws fails the job with a code: the
     * engine would otherwise store the whole error, with whatever it quotes. What cannot be mended is given
     * up at once.
     */
    async work<K extends JobKind>(
      kind: K,
      concurrency: number,
      handle: (payload: JobPayloads[K], job: JobTry) => Promise<void>,
    ): Promise<void> {
      const options = {
        batchSize: 1,
        pollingIntervalSeconds: 2,
        notifyPollingIntervalSeconds: 2,
        perJobResults: true,
        includeMetadata: true,
        heartbeatRefreshSeconds: HEARTBEAT_REFRESH_SECONDS,
      } as const;
      const settle = async (job: JobWithMetadata<JobPayloads[K]>): Promise<JobResult> => {
        try {
          await handle(job.data, {
            attempt: job.retryCount,
            last: job.retryCount >= job.retryLimit,
            failure: codeIn(job.sourceOutput),
          });
          return { id: job.id, status: 'completed' };
        } catch (thrown) {
          const { code } = crossBorder(thrown);
          log.warn('job failed', { job: kind, code, count: job.retryCount, frames: ownFrames(thrown) });
          if (code === 'database-unavailable') await untilBack(database);
          return { id: job.id, status: HOPELESS.has(code) ? 'deadletter' : 'failed', output: { code } };
        }
      };
      for (let at = 0; at < concurrency; at += 1) {
        let worker = '';
        worker = await boss.work(kind, options, async (jobs: JobWithMetadata<JobPayloads[K]>[]) => {
          const results = await Promise.all(jobs.map(settle));
          // Where one job was there may be more; of itself the engine would pause before it looks.
          boss.notifyWorker(worker);
          return results;
        });
      }
    },

    /** Runs a queue's job by the clock (cron, UTC). */
    async schedule(kind: JobKind, cron: string): Promise<void> {
      await boss.schedule(kind, cron, {});
    },

    async stop(): Promise<void> {
      await boss.stop({ graceful: true, timeout: 20_000 });
    },
  };
}

/**
 * Waits for the database as long as it makes sense to tell it of a failed job, which is then tried again at
 * once; later its silence tells.
 */
async function untilBack(database: Database): Promise<void> {
  for (let waited = 0; waited < HEARTBEAT_SECONDS * 1000; waited += 500) {
    const isBack = await database.now().then(
      () => true,
      () => false,
    );
    if (isBack) return;
    await sleep(500);
  }
}

/** The code that a failed job left; the engine leaves words of its own when no handler ended the job. */
function codeIn(output: object | null): ErrorCode {
  const code = output && 'code' in output ? String(output.code) : '';
  return Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : 'internal';
}
