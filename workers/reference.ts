// The reference lists of a thread: loaded once, before its first task.
import { workerData } from 'node:worker_threads';
import type { ReferenceLists } from '../src/model/reference-lists.ts';
import { loadReferenceLists } from '../src/reference/load.ts';

let loading: Promise<ReferenceLists> | null = null;

/** The lists of the folder that the pool was made with. */
export function threadLists(): Promise<ReferenceLists> {
  // Piscina wraps the pool's own data as the second entry.
  const own = (Array.isArray(workerData) ? workerData[1] : workerData) as { readonly listsDirectory: string };
  loading ??= loadReferenceLists(own.listsDirectory);
  return loading;
}
