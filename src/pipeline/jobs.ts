// The job queues: what is sent, who works on it, and how a failure leaves a code and nothing else.
import { type Db, type JobResult, type JobWithMetadata, PgBoss, type QueueOptions } from 'pg-boss';
import type { Database, Repositories } from '../../db/database.ts';
import { crossBorder } from '../errors.ts';
import { type Log, ownFrames } from '../log.ts';

/** Payloads are ids and numbers: a job never carries what a row says. */
export interface JobPayloads {
  'verify-chunk': { readonly list: number; readonly seq: number };
  'finish-list': { readonly list: number };
  'decide-release': { readonly release: number };
  sweep: Record<string, never>;
}
export type JobKind = keyof JobPayloads;

const SCHEMA = 'pgboss';

/** Tries, seconds a try may take, and how fast finished jobs go. */
const QUEUES: Readonly<Record<JobKind, QueueOptions & { notify: boolean }>> = {
  'verify-chunk': {
    retryLimit: 5,
    retryDelay: 2,
    retryBackoff: true,
    expireInSeconds: 300,
    deleteAfterSeconds: 3600,
    notify: true,
  },
  'finish-list': {
    retryLimit: 10,
    retryDelay: 2,
    retryBackoff: true,
    expireInSeconds: 1800,
    deleteAfterSeconds: 3600,
    notify: true,
  },
  'decide-release': {
    retryLimit: 5,
    retryDelay: 2,
    retryBackoff: true,
    expireInSeconds: 3600,
    deleteAfterSeconds: 3600,
    notify: true,
  },
  sweep: { retryLimit: 0, expireInSeconds: 600, deleteAfterSeconds: 3600, notify: false },
};

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
    useListenNotify: supervise,
    monitorVacuum: false,
    reindex: false,
  });
  boss.on('error', (thrown) => log.warn('job engine', { code: crossBorder(thrown).code }));

  return {
    async start(): Promise<void> {
      await boss.start();
    },

    /** Sends a job in the transaction: it is there if and only if the transaction commits. */
    async send<K extends JobKind>(tx: Repositories, kind: K, payload: JobPayloads[K]): Promise<void> {
      await boss.send(kind, payload, { db: tx.jobs });
    },

    /**
     * Works on a queue with `concurrency` jobs at once. A handler that throws fails the job with a code: the
     * engine would otherwise store the whole error, with whatever it quotes.
     */
    async work<K extends JobKind>(
      kind: K,
      concurrency: number,
      handle: (payload: JobPayloads[K], job: { attempt: number; last: boolean }) => Promise<void>,
    ): Promise<void> {
      const options = {
        localConcurrency: concurrency,
        batchSize: 1,
        burstWhenBatchFull: true,
        pollingIntervalSeconds: 2,
        notifyPollingIntervalSeconds: 5,
        perJobResults: true,
        includeMetadata: true,
      } as const;
      const settle = async (job: JobWithMetadata<JobPayloads[K]>): Promise<JobResult> => {
        try {
          await handle(job.data, { attempt: job.retryCount, last: job.retryCount >= job.retryLimit });
          return { id: job.id, status: 'completed' };
        } catch (thrown) {
          const { code } = crossBorder(thrown);
          log.warn('job failed', { job: kind, code, count: job.retryCount, frames: ownFrames(thrown) });
          return { id: job.id, status: 'failed', output: { code } };
        }
      };
      const settleAll = (jobs: JobWithMetadata<JobPayloads[K]>[]) => Promise.all(jobs.map(settle));
      await boss.work(kind, options, settleAll);
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
