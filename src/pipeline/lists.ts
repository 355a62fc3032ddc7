// Lists as the API and the commands use them: receive, follow, read, delete.
import type { Database } from '../../db/database.ts';
import type { ListRow } from '../../db/repositories/lists.ts';
import { type Caller, isStranger } from '../access/authenticate.ts';
import { auditEvent } from '../audit/event.ts';
import { SluiceError } from '../errors.ts';
import type { IntakeLimits } from '../intake/limits.ts';
import { verdictCounts } from '../merge/verdict-counts.ts';
import type { Actor } from '../model/actor.ts';
import { ROW_PROBLEMS, type RowProblem } from '../model/list.ts';
import { ADDRESS_LISTS, LOCAL_LISTS, localListName } from '../model/own-lists.ts';
import type { DataKeys } from './data-keys.ts';
import type { Jobs } from './jobs.ts';
import { openLayout, openName } from './layout-record.ts';
import { listResults, type ResultsQuery } from './list-results.ts';
import { receiveList } from './receive-list.ts';
import type { Threads } from './threads.ts';

export interface ListsOptions {
  readonly database: Database;
  readonly keys: DataKeys;
  readonly jobs: Jobs;
  readonly threads: Threads;
  readonly limits: IntakeLimits;
}

const PAGE = 100;
const PROBLEMS_SHOWN = 1000;
const NO_COUNTS = { deliverable: 0, risky: 0, undeliverable: 0, unknown: 0 };

export function createLists(options: ListsOptions) {
  const { database, keys } = options;

  async function get(publicId: string): Promise<ListRow> {
    const list = await database.lists.find(publicId);
    if (!list) throw new SluiceError('not-found');
    return list;
  }

  async function views(caller: Caller, lists: readonly ListRow[]) {
    const shown = isStranger(caller) ? lists.map(impersonal) : lists;
    const progress = await database.chunks.progress(lists.map(({ id }) => id));
    return Promise.all(
      shown.map(async (list) => listView(list, await keys.ofList(list), progress.get(list.id))),
    );
  }

  return {
    receive: (actor: Actor, body: AsyncIterable<Uint8Array>, contentType: string | undefined) =>
      receiveList(actor, body, contentType, options),

    async find(caller: Caller, publicId: string) {
      const [view] = await views(caller, [await get(publicId)]);
      if (!view) throw new SluiceError('not-found');
      return view;
    },

    async page(caller: Caller) {
      return views(caller, await database.lists.page(PAGE));
    },

    /** @throws SluiceError `list-not-complete` until every row has its verdict. */
    async results(actor: Actor, publicId: string, query: ResultsQuery) {
      const list = await get(publicId);
      if (list.status !== 'completed') throw new SluiceError('list-not-complete');
      const dataKey = await keys.ofList(list);
      const layout = openLayout(dataKey, publicId, list.sealedLayout ?? Buffer.alloc(0));
      await database.audit.insert(actor, auditEvent('list.results', publicId, { rows: list.rows }));
      const type = query.format === 'json' ? 'application/json' : 'text/csv; charset=utf-8';
      return { type, bytes: listResults(list, { dataKey, layout }, query, options) };
    },

    async problems(publicId: string): Promise<{ row: number; problem: RowProblem }[]> {
      const list = await get(publicId);
      const found = await database.chunks.problems(list.id, PROBLEMS_SHOWN);
      return found.map(([row, problem]) => ({ row, problem: ROW_PROBLEMS[problem] ?? 'row-empty' }));
    },

    /** Destroys the list's key first: what is left of it can be read by nobody. */
    async remove(actor: Actor, publicId: string): Promise<void> {
      const list = await get(publicId);
      await database.transaction(async (tx) => {
        await tx.lists.lock(list.id);
        if (await tx.releases.isDeciding(list.id)) throw new SluiceError('list-in-use');
        if (list.dataKeyId) await tx.vault.destroyDataKey(list.dataKeyId);
        await tx.chunks.deleteAll(list.id);
        await tx.waiting.deleteAll(list.id);
        await tx.lists.move(list.id, 'cancelled');
        await tx.lists.markDeleted(list.id);
        await tx.audit.insert(actor, auditEvent('list.delete', publicId, { rows: list.rows }));
      });
      keys.forget(publicId);
    },
  };
}

/**
 * The list as it would be if nothing were known of anybody: a list of one row would otherwise tell who uploads it
 * what the organisation knows of that person.
 */
function impersonal(list: ListRow): ListRow {
  const { reasons, impersonalReasons, referenceVersions } = list;
  if (reasons === null || impersonalReasons === null) return list;
  const own: ReadonlySet<string> = new Set([...LOCAL_LISTS.map(localListName), ...ADDRESS_LISTS]);
  const bundled = Object.entries(referenceVersions ?? {}).filter(([name]) => !own.has(name));
  return {
    ...list,
    reasons: impersonalReasons,
    counts: verdictCounts(impersonalReasons),
    referenceVersions: Object.fromEntries(bundled),
  };
}

function listView(
  list: ListRow,
  dataKey: Parameters<typeof openName>[0],
  progress: { rows: number; processed: number } | undefined,
) {
  return {
    id: list.publicId,
    name: openName(dataKey, list.publicId, list.sealedName),
    source: list.source,
    status: list.status,
    revision: list.revision,
    rows: progress?.rows ?? list.rows,
    processed: progress?.processed ?? 0,
    duplicates: list.duplicates,
    counts: { ...NO_COUNTS, ...list.counts },
    reasons: list.reasons ?? {},
    failure: list.failure,
    created_at: list.createdAt.toISOString(),
    completed_at: list.completedAt?.toISOString() ?? null,
    verified_at: list.verifiedAt?.toISOString() ?? null,
    reference_versions: list.referenceVersions ?? {},
  };
}

export type ListView = ReturnType<typeof listView>;
