// Facts for the distinct domains of a chunk: what the database knows, and for the rest the DNS, asked once.
import type { Database } from '../../db/database.ts';
import type { Asker, NewDomain, ObservedFacts, StoredFacts } from '../../db/repositories/domains.ts';
import { type DomainLookups, TIMED_OUT } from '../lookup/domain-lookups.ts';
import type {
  DnsOutcome,
  DomainFacts,
  ExchangeKind,
  MailRoute,
  Reachability,
} from '../model/domain-facts.ts';
import type { LocalList } from '../model/own-lists.ts';
import type { ReferenceLists } from '../model/reference-lists.ts';
import { isOutsidePublicDns } from '../score/domain-profile.ts';
import { mailHostLists, readMailHosts } from '../score/mail-hosts.ts';
import { type BlindIndex, INDEX_KEY_BYTES } from '../vault/blind-index.ts';
import type { DataKeys } from './data-keys.ts';
import { sealDomainName } from './domain-name.ts';
import { suppressibleNames } from './person-keys.ts';

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
  readonly exchangeKind: ExchangeKind;
  readonly localList: LocalList | null;
}

/** Keys in one statement at most. */
const BATCH = 5000;
/** A claim lasts longer than a pass; the claim of a process that died frees itself. */
const LEASE_SECONDS = 15;
/** How long another worker's answer is awaited before the domain is asked here. */
const OTHERS_WAIT_MS = 6000;

/**
 * Facts in the order of `names`. Domains without fresh facts are claimed and looked up; what another worker
 * has claimed is read again afterwards, so that nobody waits while holding a claim. Names outside the public
 * DNS are asked nowhere: their facts stay `skipped`.
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
    const isDue = facts && !isCurrent(facts, options) && !isOutsidePublicDns(name, options.lists);
    return isDue ? [{ ...facts, name }] : [];
  });
  for (const observed of await lookUp(stale, options, signal)) known.set(observed.key, observed);
  return hex.map((key) => known.get(key) as StoredFacts);
}

/** Fresh, and its exchanges were read with the lists that are in use. */
function isCurrent(facts: StoredFacts, { lists }: DomainFactsOptions): boolean {
  return facts.fresh && facts.exchangeLists === mailHostLists(lists);
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
    return {
      domainKey: key,
      ancestorKeys: suppressibleNames(name).map((above) => index.domainKey(above).toString('hex')),
      // Names that everybody has may stand in clear; any other may be a person's own.
      providerName: lists.providers.get(name) === undefined ? null : name,
      sealed: sealDomainName(dataKey, key.toString('hex'), name),
      dataKeyId: dataKey.id,
    };
  });
  await database.domains.insertMissing(rows);
}

/** A domain to be asked about. */
export interface NamedDomain {
  readonly name: string;
  readonly id: number;
  /** Hex of the domain key. */
  readonly key: string;
  readonly localList: LocalList | null;
}

async function lookUp(
  stale: readonly NamedDomain[],
  options: DomainFactsOptions,
  signal: AbortSignal,
): Promise<StoredFacts[]> {
  if (stale.length === 0) return [];
  const claimed = await options.database.domains.claim(
    stale.map(({ id }) => id),
    LEASE_SECONDS,
  );
  const own = await askDomains(
    stale.filter(({ id }) => claimed.has(id)),
    options,
    signal,
    'list',
  );
  const others = await awaitOthers(
    stale.filter(({ id }) => !claimed.has(id)),
    options,
    signal,
  );
  return [...own, ...others];
}

/**
 * Looks the domains up and stores what was seen. Those that the signal cuts off count as asked in vain, so that
 * a chunk ends in time and they are asked again.
 */
export async function askDomains(
  domains: readonly NamedDomain[],
  { database, lookups, lists }: Pick<DomainFactsOptions, 'database' | 'lookups' | 'lists'>,
  signal: AbortSignal,
  asker: Asker,
): Promise<StoredFacts[]> {
  const waiting = new Map(domains.map((domain) => [domain.name, domain]));
  const seen: (StoredFacts & ObservedFacts)[] = [];
  const note = (name: string, { dns, mail, reachability, mxRecords, ttlSeconds }: DomainFacts) => {
    const { id, key, localList } = waiting.get(name) as NamedDomain;
    waiting.delete(name);
    const exchanges = mxRecords.map(({ exchange }) => exchange);
    const exchangeKind = readMailHosts(exchanges, lists).kind;
    seen.push({
      ...{ id, key, dns, mail, reachability, exchangeKind, exchangeLists: mailHostLists(lists), localList },
      ttlSeconds,
      fresh: true,
    });
  };
  try {
    const names = [...waiting.keys()];
    for await (const { domain, facts } of lookups.lookupMany(names, signal)) note(domain, facts);
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  }
  for (const name of [...waiting.keys()]) note(name, TIMED_OUT);
  await database.domains.saveFacts(seen, asker);
  return seen;
}

/** Reads what other workers found; what they do not answer in time is asked here. */
async function awaitOthers(
  domains: readonly NamedDomain[],
  options: DomainFactsOptions,
  signal: AbortSignal,
): Promise<StoredFacts[]> {
  let waiting = domains;
  const found: StoredFacts[] = [];
  for (let waited = 0; waiting.length > 0 && waited < OTHERS_WAIT_MS; waited += 200) {
    const facts = await options.database.domains.findByIds(waiting.map(({ id }) => id));
    const fresh = new Map(facts.filter((one) => isCurrent(one, options)).map((one) => [one.id, one]));
    found.push(...fresh.values());
    waiting = waiting.filter(({ id }) => !fresh.has(id));
    if (waiting.length > 0) await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return [...found, ...(await askDomains(waiting, options, signal, 'list'))];
}
