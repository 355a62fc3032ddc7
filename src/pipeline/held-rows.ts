// Has a thread read the rows of a chunk, and goes on without a row that holds the thread.
import type { ReadChunkAnswer, ReadChunkTask } from '../../workers/read-chunk.ts';

/** Rows that hold a thread and are left out one by one; at the next one the rest of the chunk is left out too. */
const HELD_ROWS_MAX = 3;
/** A row counts as held after so many looks that found the thread at it. */
const LOOKS = 10;
const NO_ROW = -1;

export type ReadRequest = Omit<ReadChunkTask, 'progress' | 'unread'>;
type ReadTry = (task: ReadChunkTask, signal: AbortSignal) => Promise<ReadChunkAnswer>;

/**
 * Reads a chunk. The thread tells at which row it is; one that stands at a row for `rowMs` is ended, and the
 * chunk is read again without that row: it is no mailbox then, and has the problem `parse-timeout`. So a row
 * that no parser comes back from costs one try, not the list, and the tries are few.
 */
export async function readAroundHeldRows(
  request: ReadRequest,
  rowMs: number,
  read: ReadTry,
): Promise<ReadChunkAnswer> {
  const unread = new Uint8Array(request.place.rowCount);
  for (let held = 1; ; held += 1) {
    const watch = watchRows(rowMs);
    try {
      return await read({ ...request, progress: watch.progress, unread }, watch.signal);
    } catch (thrown) {
      const row = watch.heldRow();
      if (row === null) throw thrown;
      unread.fill(1, row, held > HELD_ROWS_MAX ? unread.length : row + 1);
    } finally {
      watch.stop();
    }
  }
}

/** Looks at a thread's progress; counts looks, not time, because a machine that slept has seen nothing. */
function watchRows(rowMs: number) {
  const progress = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)).fill(NO_ROW);
  const stop = new AbortController();
  let row = NO_ROW;
  let looks = 0;
  const timer = setInterval(() => {
    const now = Atomics.load(progress, 0);
    looks = now === row ? looks + 1 : 0;
    row = now;
    if (row === NO_ROW || looks < LOOKS) return;
    clearInterval(timer);
    stop.abort();
  }, rowMs / LOOKS);
  return {
    progress,
    signal: stop.signal,
    /** 0-based; null where no row was in the way. */
    heldRow: () => (stop.signal.aborted ? row : null),
    stop: () => clearInterval(timer),
  };
}
