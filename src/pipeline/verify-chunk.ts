// Second chapter: a chunk is opened, its domains are looked up, its rows judged, and the results stored once.
import type { Database } from '../../db/database.ts';
import type { ChunkRow } from '../../db/repositories/list-chunks.ts';
import type { ListRow } from '../../db/repositories/lists.ts';
import type { ReadChunkAnswer } from '../../workers/read-chunk.ts';
import type { ScoreChunkAnswer } from '../../workers/score-chunk.ts';
import type { Log } from '../log.ts';
import { DNS_OUTCOMES, MAIL_ROUTES, REACHABILITIES } from '../model/domain-facts.ts';
import type { IndexKeys } from '../vault/blind-index.ts';
import { type DomainFactsOptions, type FactsOfDomain, findDomainFacts } from './domain-facts.ts';
import type { Jobs } from './jobs.ts';
import { openLayout } from './layout-record.ts';
import type { Threads } from './threads.ts';

export interface VerifyOptions extends DomainFactsOptions {
  readonly jobs: Jobs;
  readonly threads: Threads;
  readonly indexKeys: IndexKeys;
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

  const read = await readChunk(list, chunk, options);
  const names = read.domains === '' ? [] : read.domains.split('\n');
  const signal = AbortSignal.timeout(LOOKUP_DEADLINE_MS);
  const facts = await findDomainFacts(names, read.domainKeys, options, signal);
  const scored = await options.threads.scoreChunk({
    localFacts: read.localFacts,
    domainIndex: read.domainIndex,
    domains: read.domains,
    dns: Uint8Array.from(facts, ({ dns }) => DNS_OUTCOMES.indexOf(dns)),
    mail: Uint8Array.from(facts, ({ mail }) => MAIL_ROUTES.indexOf(mail)),
    reachability: Uint8Array.from(facts, ({ reachability }) => REACHABILITIES.indexOf(reachability)),
    firstRow: chunk.firstRow,
  });
  await saveResults(chunk, packResults(read, scored, facts), options);
  log.debug('chunk verified', {
    list: list.publicId,
    chunk: chunk.seq,
    rows: chunk.rows,
    domains: names.length,
  });
}

async function readChunk(list: ListRow, chunk: ChunkRow, { keys, threads, indexKeys }: VerifyOptions) {
  const dataKey = await keys.ofList(list);
  const layout = openLayout(dataKey, list.publicId, list.sealedLayout ?? Buffer.alloc(0));
  const place = { listId: list.publicId, chunkNo: chunk.seq, firstRow: chunk.firstRow, rowCount: chunk.rows };
  return threads.readChunk({ bytes: chunk.sealed, dataKey, place, layout, indexKeys });
}

function packResults(read: ReadChunkAnswer, scored: ScoreChunkAnswer, facts: readonly FactsOfDomain[]) {
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
    reasons: asBuffer(scored.reasons),
    scores: asBuffer(scored.scores),
    toxicities: asBuffer(scored.toxicities),
    suggestions: scored.suggestions.map(([row, domain]): [number, string] => [row, domain]),
    reasonCounts: { ...scored.reasonCounts },
    maxCells: read.maxCells,
    problems,
  };
}

/** The last chunk of a complete upload sends the list on; the lock on the list's row makes only one the last. */
async function saveResults(
  chunk: ChunkRow,
  results: ReturnType<typeof packResults>,
  { database, jobs }: { database: Database; jobs: Jobs },
): Promise<void> {
  await database.transaction(async (tx) => {
    const list = await tx.lists.lock(chunk.listId);
    if (!(await tx.chunks.saveResults(chunk.listId, chunk.seq, results))) return;
    if (list.status === 'queued') await tx.lists.move(chunk.listId, 'running');
    if (!list.sealedTrailer || (await tx.chunks.waiting(chunk.listId)) > 0) return;
    await jobs.send(tx, 'finish-list', { list: chunk.listId });
  });
}

/** The bytes of a typed array, without a copy. */
function asBuffer(array: Uint8Array | Uint32Array | Int32Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}
