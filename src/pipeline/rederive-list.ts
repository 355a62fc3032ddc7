// A list whose domains have answered since: its packed verdicts are made anew, and it gets its next revision.
import type { Database } from '../../db/database.ts';
import type { SealedDomain } from '../../db/repositories/domains.ts';
import type { ChunkRow, ChunkVerdicts } from '../../db/repositories/list-chunks.ts';
import { auditEvent } from '../audit/event.ts';
import type { Log } from '../log.ts';
import { SYSTEM } from '../model/actor.ts';
import { isUnanswered } from '../model/domain-facts.ts';
import type { DataKeys } from './data-keys.ts';
import type { FactsOfDomain } from './domain-facts.ts';
import { openDomainName } from './domain-name.ts';
import { keyWords } from './duplicate-table.ts';
import { sumVerdicts } from './list-totals.ts';
import { ownListVersions } from './own-list-versions.ts';
import { countChanged, keepVerdicts, packVerdicts } from './packed-verdicts.ts';
import { scoreTask } from './score-task.ts';
import type { Threads } from './threads.ts';
import { joinUsedLists, type UsedLists } from './used-lists.ts';

export interface RederiveOptions {
  readonly database: Database;
  readonly keys: DataKeys;
  readonly threads: Threads;
  readonly referenceVersions: UsedLists;
  readonly log: Log;
}

interface Revision {
  readonly verdicts: ReadonlyMap<number, ChunkVerdicts>;
  /** Rows with another verdict than before. */
  readonly changed: number;
}

/**
 * Judges the chunks again that have rows of a domain which has answered since, from their packed columns and from
 * what is known of their domains now; the sealed rows stay shut. Rows whose domain does not answer just now keep
 * their verdicts. One transaction stores all, so that a revision is whole or not there: a release that is being
 * decided sees the list before or after. Running it twice changes nothing.
 */
export async function rederiveList(listId: number, options: RederiveOptions): Promise<void> {
  const { database, log } = options;
  const list = await database.lists.get(listId);
  if (list.status !== 'completed' || list.deletedAt) return;
  const answered = await database.waiting.answered(listId);
  if (answered.length === 0) return;
  const revision = await judgeAgain(listId, new Set(answered), options);
  const saved = await database.transaction(async (tx) => {
    const now = await tx.lists.lock(listId);
    // Another worker was quicker, and what it left is found by the clock; or the list is gone.
    if (now.revision !== list.revision || now.deletedAt) return false;
    await tx.waiting.delete(listId, answered);
    if (revision.changed === 0) return false;
    for (const [seq, verdicts] of revision.verdicts) await tx.chunks.saveVerdicts(listId, seq, verdicts);
    await tx.lists.setTotals(listId, await sumVerdicts(tx, listId));
    const details = { rows: revision.changed, revision: list.revision + 1 };
    await tx.audit.insert(SYSTEM, auditEvent('list.revised', list.publicId, details));
    return true;
  });
  if (saved) log.info('list revised', { list: list.publicId, rows: revision.changed });
}

async function judgeAgain(
  listId: number,
  answered: ReadonlySet<number>,
  options: RederiveOptions,
): Promise<Revision> {
  const { database } = options;
  const domains = createDomainReader(options);
  const used = { ...options.referenceVersions, ...(await ownListVersions(database)) };
  const verdicts = new Map<number, ChunkVerdicts>();
  let changed = 0;
  for await (const { seq, domainIds } of database.chunks.results(listId)) {
    const ids = keyWords(domainIds ?? new Uint8Array());
    if (!ids.some((id) => answered.has(id))) continue;
    const chunk = await database.chunks.find(listId, seq);
    if (!chunk) continue;
    const fresh = await judgeChunk(chunk, ids, await domains.read([...new Set(ids)]), used, options);
    const rows = countChanged(fresh, chunk);
    if (rows > 0) verdicts.set(seq, fresh);
    changed += rows;
  }
  return { verdicts, changed };
}

async function judgeChunk(
  chunk: ChunkRow,
  ids: Uint32Array,
  domains: readonly OpenedDomain[],
  usedNow: UsedLists,
  { threads }: RederiveOptions,
): Promise<ChunkVerdicts> {
  const places = new Map(domains.map(({ facts }, at) => [facts.id, at]));
  const rows = {
    localFacts: keyWords(chunk.localFacts ?? new Uint8Array()),
    domainIndex: Int32Array.from(ids, (id) => places.get(id) ?? -1),
    domains: domains.map(({ name }) => name).join('\n'),
    history: chunk.history ?? new Uint8Array(),
    firstRow: chunk.firstRow,
  };
  const facts = domains.map((domain) => domain.facts);
  const scored = await threads.scoreChunk(scoreTask(rows, facts));
  const used = joinUsedLists([chunk.referenceVersions ?? {}, usedNow]);
  const known = new Set(facts.filter((one) => !isUnanswered(one)).map(({ id }) => id));
  const kept = [...ids.keys()].filter((at) => ids[at] !== 0 && !known.has(ids[at] ?? 0));
  return keepVerdicts(packVerdicts(scored, used), chunk, kept);
}

interface OpenedDomain {
  readonly name: string;
  readonly facts: FactsOfDomain;
}

/** Reads the facts of domains and opens their names, each once a list. */
function createDomainReader({ database, keys }: RederiveOptions) {
  const opened = new Map<number, OpenedDomain>();
  const open = async (row: SealedDomain) => {
    opened.set(row.id, { name: await openDomainName(keys, row), facts: row });
  };
  return {
    async read(ids: readonly number[]): Promise<OpenedDomain[]> {
      const unread = ids.filter((id) => id !== 0 && !opened.has(id));
      await Promise.all((await database.domains.findSealed(unread)).map(open));
      return ids.flatMap((id) => opened.get(id) ?? []);
    },
  };
}
