// The one composition root: everything is made here and handed on as parameters.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Database } from '../db/database.ts';
import { authenticate, type Caller, isStranger } from './access/authenticate.ts';
import { createFormBudgets } from './access/form-budgets.ts';
import { configuredServers, lookupsOn } from './compose-standalone.ts';
import type { Config } from './config.ts';
import { crossBorder, type ErrorCode, SluiceError } from './errors.ts';
import { type Installation, openInstallation } from './installation.ts';
import { DEFAULT_LIMITS, type IntakeLimits } from './intake/limits.ts';
import { listsInUse } from './lists-in-use.ts';
import type { Log } from './log.ts';
import type { DomainLookups } from './lookup/domain-lookups.ts';
import { startNameServer } from './lookup/name-server.ts';
import { parseZone } from './lookup/zone.ts';
import { type Actor, COMMAND_LINE } from './model/actor.ts';
import type { ImportKind } from './model/import-columns.ts';
import { createApiKeys } from './pipeline/api-keys.ts';
import { askAgain } from './pipeline/ask-again.ts';
import { assertClockSure } from './pipeline/clock.ts';
import { createDataKeys } from './pipeline/data-keys.ts';
import { decideRelease } from './pipeline/decide-release.ts';
import { finishList } from './pipeline/finish-list.ts';
import { createFormLookups } from './pipeline/form-lookups.ts';
import { giveUp } from './pipeline/given-up.ts';
import { createHistoryReader } from './pipeline/history.ts';
import { type ImportAnswer, importAnswer, importPeople } from './pipeline/import-people.ts';
import { createJobs } from './pipeline/jobs.ts';
import { createLists } from './pipeline/lists.ts';
import { createLocalLists, type LocalLists } from './pipeline/local-lists.ts';
import { createMetrics } from './pipeline/metrics.ts';
import { createPeople } from './pipeline/people.ts';
import { rederiveList } from './pipeline/rederive-list.ts';
import { createReleases, createSenders } from './pipeline/releases.ts';
import { countSweep, type SweepReport, sweep } from './pipeline/sweep.ts';
import { createThreads, type ThreadOptions } from './pipeline/threads.ts';
import { createAddressValidator } from './pipeline/validate-address.ts';
import { verifyChunk } from './pipeline/verify-chunk.ts';
import { loadReferenceLists } from './reference/load.ts';
import { readManifest, referenceVersions } from './reference/manifest.ts';
import { type ReleaseProof, verifyRelease } from './release/verify.ts';
import { createBlindIndex, indexKeys } from './vault/blind-index.ts';
import { openKeyFile } from './vault/key-file.ts';
import { parsePublicKeys, trustedKeys } from './vault/public-keys.ts';

const VALIDATE_DEADLINE_MS = 3000;
/** Keys for a command; the actor is the machine's own user. */
export async function composeApiKeys<T>(
  config: Config,
  log: Log,
  use: (apiKeys: ReturnType<typeof createApiKeys>, actor: Actor) => Promise<T>,
): Promise<T> {
  const installation = await openInstallation(config, log, 'command', 2);
  try {
    return await use(createApiKeys(installation.database), COMMAND_LINE);
  } finally {
    await installation.close();
  }
}

/** An import for a command, into the installation itself. */
export async function composeImport(
  config: Config,
  log: Log,
  kind: ImportKind,
  file: AsyncIterable<Uint8Array>,
): Promise<ImportAnswer> {
  const { database, ring, rings, close } = await openInstallation(config, log, 'command', 4);
  try {
    const keys = createDataKeys(rings, database);
    const options = {
      database,
      keys,
      index: createBlindIndex(ring),
      limits: limitsOf(config),
      timeZone: config.timezone,
    };
    return await importPeople(kind, COMMAND_LINE, file, options);
  } finally {
    await close();
  }
}

/** Holds a released file against its manifest; trusts the given public keys, else those of the ring. */
export async function composeProof(
  config: Config,
  given: { manifest: Uint8Array; file: Uint8Array; keys: Uint8Array | null; at: Date },
): Promise<ReleaseProof> {
  const ring = given.keys === null ? await openKeyFile(config.keyFile) : null;
  if (given.keys === null && ring === null) {
    throw new SluiceError('invalid-value', {
      detail: 'No key to trust: name one with --key or SLUICE_KEY_FILE.',
    });
  }
  const trusted = ring ? trustedKeys(ring) : parsePublicKeys(given.keys ?? new Uint8Array());
  return verifyRelease(trusted, given.manifest, given.file, given.at);
}

/** Ends what has run out, or counts it. */
export async function composeCleanup(config: Config, log: Log, dryRun: boolean): Promise<SweepReport> {
  const { database, close } = await openInstallation(config, log, 'command', 2);
  try {
    return await (dryRun ? countSweep(database) : sweep({ database, log }));
  } finally {
    await close();
  }
}

function limitsOf(config: Config): IntakeLimits {
  return {
    ...DEFAULT_LIMITS,
    uploadMaxBytes: config.uploadMaxBytes,
    workbookMaxBytes: config.workbookMaxBytes,
  };
}

/** The validator of the API: strangers get public facts, looked up for strangers, within their budgets. */
async function composeValidation(
  config: Config,
  log: Log,
  listsDirectory: string,
  { find: localListOf }: LocalLists,
) {
  if (config.behindTls && config.trustedProxies.rules.length === 0) {
    log.warn('SLUICE_TRUSTED_PROXIES names no proxy: all visitors of a form count as one network');
  }
  const lists = await loadReferenceLists(listsDirectory);
  const servers = configuredServers(config);
  const [own, forStrangers] = [lookupsOn(servers), lookupsOn(servers)];
  const validator = createAddressValidator({ lists, lookups: own.lookups, now: () => new Date() });
  const { formCallsPerSecond: callsPerSecond, formCallsPerDay: callsPerDay } = config;
  const budgets = createFormBudgets({ callsPerSecond, callsPerDay, clock: () => performance.now() });
  const forms = createFormLookups({
    lookups: forStrangers.lookups,
    ownLookups: own.lookups,
    providers: lists.providers,
    budgets,
  });
  return {
    forms: { takeCall: budgets.takeCall },
    validate(address: string, caller: Caller, network: string) {
      const signal = AbortSignal.timeout(VALIDATE_DEADLINE_MS);
      if (!isStranger(caller)) return validator(address, { exchanges: true, localListOf, signal });
      const asker = caller.role === 'publishable' ? { keyId: caller.keyId, network } : null;
      const lookupOne: DomainLookups['lookupOne'] = (domain, until) => forms.lookupOne(domain, asker, until);
      return validator(address, { exchanges: false, lookupOne, signal });
    },
    close() {
      own.close();
      forStrangers.close();
    },
  };
}

/** What the HTTP app works with. */
export async function composeServices({ database, ring, rings }: Installation, config: Config, log: Log) {
  const keys = createDataKeys(rings, database);
  const jobs = createJobs(database, log, { supervise: false });
  const listsDirectory = await listsInUse(config, log);
  const threads = createThreads({ threads: 1, listsDirectory });
  const index = createBlindIndex(ring);
  const localLists = createLocalLists({ database, keys, index, clock: () => performance.now() });
  const validation = await composeValidation(config, log, listsDirectory, localLists);
  const shared = {
    database,
    keys,
    jobs,
    threads,
    index,
    limits: limitsOf(config),
    timeZone: config.timezone,
  };
  await jobs.start();
  return {
    log,
    version: '0.1.0',
    publicUrl: config.publicUrl,
    metrics: createMetrics(),
    authenticate: (authorization: string | undefined, origin: string | undefined) =>
      authenticate(authorization, origin, (id) => database.apiKeys.find(id)),
    forms: validation.forms,
    validate: validation.validate,
    trustedProxies: config.trustedProxies,
    lists: createLists(shared),
    senders: createSenders(shared),
    releases: createReleases({ ...shared, ring }),
    people: createPeople(shared),
    localLists,
    imports: {
      run: (kind: ImportKind, actor: Actor, body: AsyncIterable<Uint8Array>) =>
        importPeople(kind, actor, body, shared),
      async find(id: string) {
        const row = await database.imports.find(id);
        if (!row) throw new SluiceError('not-found');
        return importAnswer(row);
      },
    },
    unreadiness: () => unreadiness(database),
    async close() {
      await jobs.stop();
      await threads.close();
      validation.close();
    },
  };
}

export type { ImportAnswer } from './pipeline/import-people.ts';
export type { ListView } from './pipeline/lists.ts';
export type { ReleaseRequest, ReleaseView } from './pipeline/releases.ts';
export type Services = Awaited<ReturnType<typeof composeServices>>;

/** Why this service cannot work now, as a code; null when the database answers and the clocks agree. */
async function unreadiness({ audit }: Database): Promise<ErrorCode | null> {
  try {
    await assertClockSure(audit);
    return null;
  } catch (thrown) {
    return crossBorder(thrown).code;
  }
}

/** Works on the jobs until it is closed. */
export async function composeWorker(
  { database, ring, rings }: Installation,
  config: Config,
  log: Log,
  threadOptions: Partial<ThreadOptions> = {},
) {
  const keys = createDataKeys(rings, database);
  const jobs = createJobs(database, log, { supervise: true });
  const listsDirectory = await listsInUse(config, log);
  const threads = createThreads({
    threads: Math.max(1, availableParallelism()),
    listsDirectory,
    ...threadOptions,
  });
  const dns = lookupsOn(configuredServers(config));
  const lists = await loadReferenceLists(listsDirectory);
  const index = createBlindIndex(ring);
  const own = { database, keys, jobs, threads, index, indexKeys: indexKeys(ring), ring, lists, log };
  const versions = referenceVersions(await readManifest(listsDirectory));
  const history = createHistoryReader(database);
  const shared = { ...own, history, lookups: dns.lookups, referenceVersions: versions };
  await jobs.start();
  await jobs.work('verify-chunk', 3, (payload) => verifyChunk(payload, shared));
  await jobs.work('finish-list', 1, ({ list }) => finishList(list, shared));
  await jobs.work('rederive-list', 1, ({ list }) => rederiveList(list, shared));
  await jobs.work('decide-release', 1, ({ release }) => decideRelease(release, shared));
  await jobs.work('given-up', 1, (payload, { failure }) => giveUp(payload, failure, shared));
  await jobs.work('sweep', 1, async () => void (await sweep(shared)));
  await jobs.schedule('sweep', '*/5 * * * *');
  await jobs.work('ask-again', 1, async () => void (await askAgain(shared)));
  await jobs.schedule('ask-again', '* * * * *');
  return {
    async close() {
      await jobs.stop();
      await threads.close();
      dns.close();
    },
  };
}

/** A name server on loopback that answers from a zone file; for the demo and for trying things out. */
export async function startZoneServer(zoneFile: string): Promise<{ dns: string; stop(): Promise<void> }> {
  const server = await startNameServer(parseZone(readFileSync(zoneFile, 'utf8')));
  return { dns: `${server.host}:${server.port}`, stop: () => server.stop() };
}
