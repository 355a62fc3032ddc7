// A Sluice whose name server can be put in the dark, and the jobs of a worker, run by hand.
import { openPool, type Pool } from '../../../db/connect.ts';
import { configuredServers, lookupsOn } from '../../../src/compose-standalone.ts';
import { LISTS_DIRECTORY } from '../../../src/lists-in-use.ts';
import { createLog } from '../../../src/log.ts';
import { type NameServer, startNameServer } from '../../../src/lookup/name-server.ts';
import { parseZone } from '../../../src/lookup/zone.ts';
import { askAgain } from '../../../src/pipeline/ask-again.ts';
import { createDataKeys } from '../../../src/pipeline/data-keys.ts';
import { finishList } from '../../../src/pipeline/finish-list.ts';
import { createHistoryReader } from '../../../src/pipeline/history.ts';
import { createJobs } from '../../../src/pipeline/jobs.ts';
import { rederiveList } from '../../../src/pipeline/rederive-list.ts';
import { createThreads } from '../../../src/pipeline/threads.ts';
import { verifyChunk } from '../../../src/pipeline/verify-chunk.ts';
import { loadReferenceLists } from '../../../src/reference/load.ts';
import { readManifest, referenceVersions } from '../../../src/reference/manifest.ts';
import { createBlindIndex, indexKeys } from '../../../src/vault/blind-index.ts';
import { openTestInstallation, type TestInstallation, uploadForm } from '../../support/installation.ts';

export interface DarkWorld {
  readonly sluice: TestInstallation;
  readonly owner: Pool;
  readonly server: NameServer;
  /** From now on the name server answers from this zone. */
  setZone(text: string): void;
  /** Uploads a file and verifies it, as the jobs of a worker do. */
  verified(file: string): Promise<string>;
  /** What a worker does by the clock, at an instant at which everything that waits is due. */
  askAgain(): Promise<number>;
  /** The lists that were sent on since the last call. */
  sentOn(): readonly number[];
  rederive(list: number): Promise<void>;
  listId(publicId: string): Promise<number>;
  /** Forgets lists, domains and answers; the name server is in the dark as at first. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export interface ListAnswer {
  readonly revision: number;
  readonly rows: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly reasons: Readonly<Record<string, number>>;
  readonly verified_at: string | null;
  readonly reference_versions: Readonly<Record<string, string>>;
}

/** Any name servers that are asked fail for every name. */
export const ALL_DARK = ['com', 'org', 'net'].map((top) => `*.${top} FAIL servfail`).join('\n');

/** The versions of the lists that the jobs run by hand claim to use. */
export const LATER_LISTS = { disposable: '2031-01-01' } as const;

export async function openDarkWorld(zoneText = ALL_DARK): Promise<DarkWorld> {
  const zone = { names: parseZone(zoneText).names };
  const server = await startNameServer(zone, { recordQueries: true });
  const settings = { SLUICE_DNS: `${server.host}:${server.port}` };
  const sluice = await openTestInstallation({ worker: false, settings });
  const owner = openPool({ url: sluice.ownerUrl, applicationName: 'test', max: 2 });
  const { database, ring, rings } = sluice.installation;
  const log = createLog('silent');
  const keys = createDataKeys(rings, database);
  const threads = createThreads({ threads: 1, listsDirectory: LISTS_DIRECTORY });
  const lists = await loadReferenceLists(LISTS_DIRECTORY);
  const versions = referenceVersions(await readManifest(LISTS_DIRECTORY));
  const jobs = createJobs(database, log, { supervise: false });
  await jobs.start();
  const sent: number[] = [];
  const recording: Pick<typeof jobs, 'send'> = {
    async send(tx, kind, payload, after) {
      if ('list' in payload && payload.list !== undefined) sent.push(payload.list);
      await jobs.send(tx, kind, payload, after);
    },
  };
  const shared = { database, keys, threads, lists, log, referenceVersions: versions };
  const listId = async (publicId: string) => {
    const [row] = await owner.sql<{ id: string }[]>`SELECT id FROM lists WHERE public_id = ${publicId}`;
    return Number(row?.id);
  };
  return {
    sluice,
    owner,
    server,
    setZone(text) {
      zone.names = parseZone(text).names;
    },
    async verified(file) {
      const uploaded = await sluice.request('/v1/lists', { method: 'POST', body: uploadForm(file) });
      const { id } = (await uploaded.json()) as { id: string };
      const list = await listId(id);
      const { lookups, close } = lookupsOn(configuredServers(sluice.config));
      const history = createHistoryReader(database);
      const index = { index: createBlindIndex(ring), indexKeys: indexKeys(ring) };
      const options = { ...shared, ...index, jobs, lookups, history };
      for await (const { seq } of database.chunks.results(list)) await verifyChunk({ list, seq }, options);
      await finishList(list, shared);
      close();
      return id;
    },
    async askAgain() {
      // Nothing is remembered from an earlier run, which in life is minutes ago.
      const { lookups, close } = lookupsOn(configuredServers(sluice.config));
      const [due] = await owner.sql<{ at: string | null }[]>`SELECT max(next_try_at) AS at FROM domains`;
      try {
        const options = { ...shared, lookups, jobs: recording };
        return (await askAgain(options, due?.at ? new Date(due.at) : undefined)).asked;
      } finally {
        close();
      }
    },
    sentOn: () => sent.splice(0),
    rederive: (list) => rederiveList(list, { ...shared, referenceVersions: LATER_LISTS }),
    listId,
    async reset() {
      zone.names = parseZone(zoneText).names;
      sent.length = 0;
      await owner.sql`DELETE FROM lists WHERE id NOT IN (SELECT list_id FROM releases)`;
      await owner.sql`DELETE FROM domains`;
    },
    async close() {
      await jobs.stop();
      await threads.close();
      await owner.close();
      await sluice.close();
      await server.stop();
    },
  };
}

export async function listOf({ sluice }: DarkWorld, id: string): Promise<ListAnswer> {
  return (await (await sluice.request(`/v1/lists/${id}`)).json()) as ListAnswer;
}

/** One row of the results as JSON. */
export interface ResultRow {
  readonly verdict: string;
  readonly reason: string;
  readonly score: number | null;
  readonly suggestion: string | null;
}

/** The results by row number, from the document and checked against the CSV. */
export async function resultsOf({ sluice }: DarkWorld, id: string): Promise<ReadonlyMap<number, ResultRow>> {
  const document = await sluice.request(`/v1/lists/${id}/results?format=json`);
  const { results } = (await document.json()) as { results: (ResultRow & { row: number })[] };
  const csv = await (await sluice.request(`/v1/lists/${id}/results`)).text();
  const lines = csv.trimEnd().split('\r\n').slice(1);
  for (const [at, { verdict, reason, score }] of results.entries()) {
    if (!lines[at]?.includes(`,${verdict},${reason},${score ?? ''},`))
      throw new Error(`Row ${at + 1} differs.`);
  }
  return new Map(results.map((row) => [row.row, row]));
}
