// The thread pools: each entry of workers/ as a function that answers or fails with a code.
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { HashChunkTask } from '../../workers/hash-chunk.ts';
import type { ThreadOutcome } from '../../workers/outcome.ts';
import type { ReadChunkAnswer } from '../../workers/read-chunk.ts';
import type { RenderReleasedTask } from '../../workers/render-released.ts';
import type { RenderResultsTask } from '../../workers/render-results.ts';
import type { ScoreChunkAnswer, ScoreChunkTask } from '../../workers/score-chunk.ts';
import { SluiceError } from '../errors.ts';
import { type ReadRequest, readAroundHeldRows } from './held-rows.ts';

export interface ThreadOptions {
  readonly threads: number;
  /** Folder of the reference lists. */
  readonly listsDirectory: string;
  /**
   * A thread that stands at one row for so many milliseconds is ended, and the row is left out. The dearest
   * row that the limits let through takes one.
   * @default 3000
   */
  readonly rowDeadlineMs?: number;
  /**
   * File of the thread entry that reads chunks.
   * @default workers/read-chunk.ts
   */
  readonly readEntry?: string;
}

export type Threads = ReturnType<typeof createThreads>;

/** A chunk that takes longer than this in all its tries is given back to its job, which is tried again. */
const TASK_DEADLINE_MS = 60_000;
const ROW_DEADLINE_MS = 3000;

const entry = (name: string) => fileURLToPath(new URL(`../../workers/${name}.ts`, import.meta.url));

/** As many threads at least as at most: threads that come and go cost more than they save. */
export function createThreads({
  threads,
  listsDirectory,
  rowDeadlineMs = ROW_DEADLINE_MS,
  readEntry = entry('read-chunk'),
}: ThreadOptions) {
  const pool = new Piscina({
    filename: readEntry,
    minThreads: threads,
    maxThreads: threads,
    workerData: { listsDirectory },
    // The command's own switches are not for threads.
    execArgv: [],
  });

  async function run<T>(
    filename: string,
    task: unknown,
    signal = AbortSignal.timeout(TASK_DEADLINE_MS),
  ): Promise<T> {
    const outcome = await (pool.run(task, { filename, signal }) as Promise<ThreadOutcome<T>>).catch(() => {
      // A foreign failure: the thread was ended, or could not start.
      throw new SluiceError(signal.aborted ? 'parse-timeout' : 'internal');
    });
    if (outcome.ok) return outcome.value;
    const { code, ...place } = outcome.error;
    throw new SluiceError(code, place);
  }

  function readChunk(request: ReadRequest): Promise<ReadChunkAnswer> {
    const deadline = AbortSignal.timeout(TASK_DEADLINE_MS);
    return readAroundHeldRows(request, rowDeadlineMs, (task, signal) =>
      run(readEntry, task, AbortSignal.any([deadline, signal])),
    );
  }

  return {
    readChunk,
    scoreChunk: (task: ScoreChunkTask) => run<ScoreChunkAnswer>(entry('score-chunk'), task),
    renderResults: (task: RenderResultsTask) => run<Uint8Array>(entry('render-results'), task),
    renderReleased: (task: RenderReleasedTask) => run<Uint8Array>(entry('render-released'), task),
    hashChunk: (task: HashChunkTask) => run<Uint8Array[]>(entry('hash-chunk'), task),
    close: () => pool.destroy(),
  };
}
