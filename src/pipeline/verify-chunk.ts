// Second chapter: a chunk is opened, its domains are looked up, its rows judged, and the results stored once.
import type { Database } from '../../db/database.ts';
import type { ChunkRow, ChunkVerdicts } from '../../db/repositories/list-chunks.ts';
import type { ListRow } from '../../db/repositories/lists.ts';
import type { ReadChunkAnswer } from '../../workers/read-chunk.ts';
import type { Log } from '../log.ts';
import { isUnanswered } from '../model/domain-facts.ts';
import type { IndexKeys } from '../vault/blind-index.ts';
import { type DomainFactsOptions, type FactsOfDomain, findDomainFacts } from './domain-facts.ts';
import type { HistoryReader } from './history.ts';
import type { Jobs } from './jobs.ts';
import { openLayout } from './layout-record.ts';
import { ownListVersions } from './own-list-versions.ts';
import { asBuffer, packVerdicts } from './packed-verdicts.ts';
import { scoreTask } from './score-task.ts';
import type { Threads } from './threads.ts';
import type { UsedLists } from './used-lists.ts';

export interface VerifyOptions extends DomainFactsOptions {
  readonly jobs: Jobs;
  readonly threads: Threads;
  readonly indexKeys: IndexKeys;
  readonly history: HistoryReader;
  readonly referenceVersions: UsedLists;
  readonly log: Log;
}

/** Domains of one chunk are looked up for this long at most; then they are `unknown`. */
const LOOKUP_DEADLINE_MS = 120_000;

/** Verifies one chunk. Running it twice changes nothing: the results are stored by whoever comes first. */
export async function verifyChunk(
  payload: { list: number; seq: number },
  options: VerifyOptions,
): Promise<void> {
  const { database, log } = options;
  const list = await database.lists.get(payload.list);
  if (list.status === 'failed' || list.status === 'cancelled' || list.deletedAt) return;
  const chunk = await database.chunks.find(payload.list, payload.seq);
  if (chunk?.state !== 'queued') return;

  const opened = await openChunk(list, chunk, options);
  const read = await options.threads.readChunk(opened);
  const names = read.domains === '' ? [] : read.domains.split('\n');
  const signal = AbortSignal.timeout(LOOKUP_DEADLINE_MS);
  const facts = await findDomainFacts(names, read.domainKeys, options, signal);
  const history = await options.history.read({
    ...chunk,
    addressKeys: read.addressKeys,
    hashKeys: () => options.threads.hashChunk({ ...opened, localFacts: read.localFacts }),
  });
  const used = { ...options.referenceVersions, ...(await ownListVersions(database)) };
  const rows = { ...read, history, firstRow: chunk.firstRow };
  const scored = await options.threads.scoreChunk(scoreTask(rows, facts));
  const results = packResults(read, history, packVerdicts(scored, used), facts);
  const unanswered = facts.filter(isUnanswered).map(({ id }) => id);
  await saveResults(chunk, results, unanswered, options);
  log.debug('chunk verified', {
    list: list.publicId,
    chunk: chunk.seq,
    rows: chunk.rows,
    domains: names.length,
  });
}

/** What a thread needs to open the chunk. */
async function openChunk(list: ListRow, chunk: ChunkRow, { keys, indexKeys }: VerifyOptions) {
  const dataKey = await keys.ofList(list);
  const layout = openLayout(dataKey, list.publicId, list.sealedLayout ?? Buffer.alloc(0));
  const place = { listId: list.publicId, chunkNo: chunk.seq, firstRow: chunk.firstRow, rowCount: chunk.rows };
  return { bytes: chunk.sealed, dataKey, place, layout, indexKeys };
}

function packResults(
  read: ReadChunkAnswer,
  history: Uint8Array,
  verdicts: ChunkVerdicts,
  facts: readonly FactsOfDomain[],
) {
  const domainIds = Int32Array.from(read.domainIndex, (at) => (at < 0 ? 0 : (facts[at]?.id ?? 0)));
  const problems: [number, number][] = [];
  for (let at = 0; at < read.problems.length; at += 2) {
    problems.push([read.problems[at] ?? 0, read.problems[at + 1] ?? 0]);
  }
  return {
    addressKeys: asBuffer(read.addressKeys),
    foldedKeys: asBuffer(read.foldedKeys),
    localFacts: asBuffer(read.localFacts),
    domainIds: asBuffer(domainIds),
    history: asBuffer(history),
    ...verdicts,
    maxCells: read.maxCells,
    problems,
  };
}

/**
 * Stores the results, and with them which domains the list waits for. The last chunk of a complete upload sends
 * the list on; the lock on the list's row makes only one the last.
 */
async function saveResults(
  chunk: ChunkRow,
  results: ReturnType<typeof packResults>,
  unanswered: readonly number[],
  { database, jobs }: { database: Database; jobs: Jobs },
): Promise<void> {
  await database.transaction(async (tx) => {
    const list = await tx.lists.lock(chunk.listId);
    if (!(await tx.chunks.saveResults(chunk.listId, chunk.seq, results))) return;
    await tx.waiting.insert(chunk.listId, unanswered);
    if (list.status === 'queued') await tx.lists.move(chunk.listId, 'running');
    if (!list.sealedTrailer || (await tx.chunks.waiting(chunk.listId)) > 0) return;
    await jobs.send(tx, 'finish-list', { list: chunk.listId });
  });
}
