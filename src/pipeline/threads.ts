// The thread pools: each entry of workers/ as a function that answers or fails with a code.
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { HashChunkTask } from '../../workers/hash-chunk.ts';
import type { ThreadOutcome } from '../../workers/outcome.ts';
import type { ReadChunkAnswer, ReadChunkTask } from '../../workers/read-chunk.ts';
import type { RenderReleasedTask } from '../../workers/render-released.ts';
import type { RenderResultsTask } from '../../workers/render-results.ts';
import type { ScoreChunkAnswer, ScoreChunkTask } from '../../workers/score-chunk.ts';
import { SluiceError } from '../errors.ts';

export interface ThreadOptions {
  readonly threads: number;
  /** Folder of the reference lists. */
  readonly listsDirectory: string;
}

export type Threads = ReturnType<typeof createThreads>;

/** A thread that is longer at one chunk than this is ended, and the chunk is tried again. */
const TASK_DEADLINE_MS = 60_000;

const entry = (name: string) => fileURLToPath(new URL(`../../workers/${name}.ts`, import.meta.url));

/** As many threads at least as at most: threads that come and go cost more than they save. */
export function createThreads({ threads, listsDirectory }: ThreadOptions) {
  const pool = new Piscina({
    filename: entry('read-chunk'),
    minThreads: threads,
    maxThreads: threads,
    workerData: { listsDirectory },
    // The command's own switches are not for threads.
    execArgv: [],
  });

  async function run<T>(name: string, task: unknown): Promise<T> {
    const signal = AbortSignal.timeout(TASK_DEADLINE_MS);
    const outcome = await (
      pool.run(task, { filename: entry(name), signal }) as Promise<ThreadOutcome<T>>
    ).catch(() => {
      // A foreign failure: the thread was ended, or could not start.
      throw new SluiceError(signal.aborted ? 'parse-timeout' : 'internal');
    });
    if (outcome.ok) return outcome.value;
    const { code, ...place } = outcome.error;
    throw new SluiceError(code, place);
  }

  return {
    readChunk: (task: ReadChunkTask) => run<ReadChunkAnswer>('read-chunk', task),
    scoreChunk: (task: ScoreChunkTask) => run<ScoreChunkAnswer>('score-chunk', task),
    renderResults: (task: RenderResultsTask) => run<Uint8Array>('render-results', task),
    renderReleased: (task: RenderReleasedTask) => run<Uint8Array>('render-released', task),
    hashChunk: (task: HashChunkTask) => run<Uint8Array[]>('hash-chunk', task),
    close: () => pool.destroy(),
  };
}
