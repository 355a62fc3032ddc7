// Facts for the distinct domains of a chunk: what the database knows, and for the rest the DNS, asked once.
import type { Database } from '../../db/database.ts';
import type { NewDomain, ObservedFacts, StoredFacts } from '../../db/repositories/domains.ts';
import type { DomainLookups } from '../lookup/domain-lookups.ts';
import type { DnsOutcome, MailRoute, Reachability } from '../model/domain-facts.ts';
import type { ReferenceLists } from '../model/reference-lists.ts';
import { type BlindIndex, INDEX_KEY_BYTES } from '../vault/blind-index.ts';
import { sealRecord } from '../vault/record.ts';
import type { DataKeys } from './data-keys.ts';

export interface DomainFactsOptions {
  readonly database: Database;
  readonly lookups: DomainLookups;
  readonly keys: DataKeys;
  readonly index: BlindIndex;
  readonly lists: ReferenceLists;
}

/** What the score needs of one domain, and its id for the packed rows. */
export interface FactsOfDomain {
  readonly id: number;
  readonly dns: DnsOutcome;
  readonly mail: MailRoute;
  readonly reachability: Reachability;
}

/** Keys in one statement at most. */
const BATCH = 5000;
/** A claim lasts longer than a pass; the claim of a process that died frees itself. */
const LEASE_SECONDS = 15;
/** How long another worker's answer is awaited before the domain is asked here. */
const OTHERS_WAIT_MS = 6000;

/**
 * Facts in the order of `names`. Domains without fresh facts are claimed and looked up; what another worker
 * has claimed is read again afterwards, so that nobody waits while holding a claim.
 */
export async function findDomainFacts(
  names: readonly string[],
  domainKeys: Uint8Array,
  options: DomainFactsOptions,
  signal: AbortSignal,
): Promise<FactsOfDomain[]> {
  const keys = names.map((_, at) =>
    Buffer.from(domainKeys.subarray(at * INDEX_KEY_BYTES, (at + 1) * INDEX_KEY_BYTES)),
  );
  const hex = keys.map((key) => key.toString('hex'));
  const known = await readFacts(keys, options.database);
  const missing = names.flatMap((name, at) =>
    known.has(hex[at] ?? '') ? [] : [{ name, key: keys[at] as Buffer }],
  );
  if (missing.length > 0) {
    await insertDomains(missing, options);
    for (const [key, facts] of await readFacts(
      missing.map(({ key }) => key),
      options.database,
    ))
      known.set(key, facts);
  }
  const stale = names.flatMap((name, at) => {
    const facts = known.get(hex[at] ?? '');
    return facts && !facts.fresh ? [{ name, id: facts.id, key: hex[at] ?? '' }] : [];
  });
  for (const observed of await lookUp(stale, options, signal)) known.set(observed.key, observed);
  return hex.map((key) => known.get(key) as StoredFacts);
}

async function readFacts(keys: readonly Buffer[], database: Database): Promise<Map<string, StoredFacts>> {
  const found = new Map<string, StoredFacts>();
  for (let from = 0; from < keys.length; from += BATCH) {
    for (const facts of await database.domains.findByKeys(keys.slice(from, from + BATCH)))
      found.set(facts.key, facts);
  }
  return found;
}

async function insertDomains(
  missing: readonly { name: string; key: Buffer }[],
  { database, keys, index, lists }: DomainFactsOptions,
): Promise<void> {
  const dataKey = await keys.forRecords();
  const rows = missing.map(({ name, key }): NewDomain => {
    const identity = { table: 'domains', column: 'sealed', rowId: key.toString('hex'), rowVersion: 1 };
    return {
      domainKey: key,
      ancestorKeys: ancestors(name).map((ancestor) => index.domainKey(ancestor).toString('hex')),
      // Names that everybody has may stand in clear; any other may be a person's own.
      providerName: lists.providers.get(name) === undefined ? null : name,
      sealed: sealRecord(dataKey, identity, name),
      dataKeyId: dataKey.id,
    };
  });
  await database.domains.insertMissing(rows);
}

/** The domain and its parents, without the top level: where a suppression of a whole domain may stand. */
export function ancestors(name: string): string[] {
  const labels = name.split('.');
  return labels.slice(0, -1).map((_, at) => labels.slice(at).join('.'));
}

interface StaleDomain {
  readonly name: string;
  readonly id: number;
  readonly key: string;
}

async function lookUp(
  stale: readonly StaleDomain[],
  options: DomainFactsOptions,
  signal: AbortSignal,
): Promise<StoredFacts[]> {
  if (stale.length === 0) return [];
  const claimed = await options.database.domains.claim(
    stale.map(({ id }) => id),
    LEASE_SECONDS,
  );
  const own = await ask(
    stale.filter(({ id }) => claimed.has(id)),
    options,
    signal,
  );
  const others = await awaitOthers(
    stale.filter(({ id }) => !claimed.has(id)),
    options,
    signal,
  );
  return [...own, ...others];
}

/** Looks the domains up and stores what was seen. */
async function ask(
  domains: readonly StaleDomain[],
  { database, lookups }: DomainFactsOptions,
  signal: AbortSignal,
): Promise<StoredFacts[]> {
  if (domains.length === 0) return [];
  const byName = new Map(domains.map((domain) => [domain.name, domain]));
  const answers: (StoredFacts & ObservedFacts)[] = [];
  for await (const { domain, facts } of lookups.lookupMany(byName.keys(), signal)) {
    const { id, key } = byName.get(domain) as StaleDomain;
    const { dns, mail, reachability, ttlSeconds } = facts;
    answers.push({ id, key, dns, mail, reachability, ttlSeconds, fresh: true });
  }
  await database.domains.saveFacts(answers);
  return answers;
}

/** Reads what other workers found; what they do not answer in time is asked here. */
async function awaitOthers(
  domains: readonly StaleDomain[],
  options: DomainFactsOptions,
  signal: AbortSignal,
): Promise<StoredFacts[]> {
  let waiting = domains;
  const found: StoredFacts[] = [];
  for (let waited = 0; waiting.length > 0 && waited < OTHERS_WAIT_MS; waited += 200) {
    const facts = await options.database.domains.findByIds(waiting.map(({ id }) => id));
    const fresh = new Map(facts.filter((one) => one.fresh).map((one) => [one.id, one]));
    found.push(...fresh.values());
    waiting = waiting.filter(({ id }) => !fresh.has(id));
    if (waiting.length > 0) await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return [...found, ...(await ask(waiting, options, signal))];
}
