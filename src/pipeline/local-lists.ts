// Domains that the organisation allows or blocks: kept sealed, found by key, and read for calls that may know them.
import type { Database } from '../../db/database.ts';
import type { LocalDomainRow } from '../../db/repositories/local-domains.ts';
import { auditEvent } from '../audit/event.ts';
import { SluiceError } from '../errors.ts';
import type { Actor } from '../model/actor.ts';
import type { LocalListHit } from '../model/domain-facts.ts';
import { type LocalList, localListName } from '../model/own-lists.ts';
import { NORMAL_FORM_VERSION } from '../parse/forms.ts';
import type { BlindIndex } from '../vault/blind-index.ts';
import { openRecord, sealRecord } from '../vault/record.ts';
import type { DataKeys } from './data-keys.ts';
import { parseWholeDomain, suppressibleNames } from './person-keys.ts';

export interface LocalListsOptions {
  readonly database: Database;
  readonly keys: DataKeys;
  readonly index: BlindIndex;
  /** Milliseconds that never run backwards. */
  readonly clock: () => number;
}

export type LocalLists = ReturnType<typeof createLocalLists>;

/** A change by another process is seen after so many milliseconds at most. */
const KEPT_MS = 2000;

export function createLocalLists({ database, keys, index, clock }: LocalListsOptions) {
  let kept: { readonly until: number; readonly hits: Promise<ReadonlyMap<string, LocalListHit>> } | null =
    null;

  async function readHits(): Promise<ReadonlyMap<string, LocalListHit>> {
    const versions = new Map(
      (await database.localDomains.versions()).map(({ list, version }) => [list, version]),
    );
    const entries = await database.localDomains.list();
    return new Map(
      entries.map(({ domainKey, list }) => [
        domainKey.toString('hex'),
        { list, source: `${localListName(list)}@${versions.get(list)}` },
      ]),
    );
  }

  function currentHits(): Promise<ReadonlyMap<string, LocalListHit>> {
    if (kept !== null && clock() < kept.until) return kept.hits;
    const hits = readHits();
    kept = { until: clock() + KEPT_MS, hits };
    hits.catch(() => {
      kept = null;
    });
    return hits;
  }

  async function open({ domainKey, dataKeyId, sealed }: LocalDomainRow): Promise<string> {
    const dataKey = await keys.recordsKey(dataKeyId);
    return openRecord(dataKey, identityOf(domainKey), sealed).toString('utf8');
  }

  return {
    /** Both lists with the names in clear, oldest entry first, and the day of each list's last change. */
    async read(actor: Actor) {
      await database.audit.insert(actor, auditEvent('local-list.read', null));
      const entries = await database.localDomains.list();
      const versions = await database.localDomains.versions();
      const of = async (list: LocalList) => ({
        version: versions.find((one) => one.list === list)?.version ?? null,
        domains: await Promise.all(
          entries
            .filter((entry) => entry.list === list)
            .map(async (entry) => ({ domain: await open(entry), added_at: entry.addedAt.toISOString() })),
        ),
      });
      return { allow: await of('allow'), block: await of('block') };
    },

    /**
     * Puts domains on a list, and off the other one; how many were not there yet.
     *
     * @throws SluiceError `invalid-value` when one is no domain; then nothing is changed
     */
    async add(actor: Actor, list: LocalList, domains: readonly string[]): Promise<number> {
      const asked = readDomains(domains, index);
      const dataKey = await keys.forRecords();
      const changed = await database.transaction(async (tx) => {
        await tx.localDomains.lock();
        const there = new Set(
          (await tx.localDomains.list())
            .filter((entry) => entry.list === list)
            .map(({ domainKey }) => domainKey.toString('hex')),
        );
        const missing = [...asked].filter(([hex]) => !there.has(hex)).map(([, entry]) => entry);
        await tx.localDomains.remove(missing.map(({ key }) => key));
        await tx.localDomains.insert(
          missing.map(({ key, name }) => ({
            domainKey: key,
            keyVersion: NORMAL_FORM_VERSION,
            list,
            sealed: sealRecord(dataKey, identityOf(key), name),
            dataKeyId: dataKey.id,
            personId: actor.personId,
          })),
        );
        await tx.audit.insert(actor, auditEvent('local-list.add', null, { list, domains: missing.length }));
        return missing.length;
      });
      kept = null;
      return changed;
    },

    /** Takes domains off whichever list they are on; how many were on one. @throws as `add` */
    async remove(actor: Actor, domains: readonly string[]): Promise<number> {
      const asked = [...readDomains(domains, index).values()].map(({ key }) => key);
      const removed = await database.transaction(async (tx) => {
        await tx.localDomains.lock();
        const count = await tx.localDomains.remove(asked);
        await tx.audit.insert(actor, auditEvent('local-list.remove', null, { domains: count }));
        return count;
      });
      kept = null;
      return removed;
    },

    /** What the lists say of a lower-case A-label name: the entry for it, or for the nearest name above it. */
    async find(domain: string): Promise<LocalListHit | null> {
      const hits = await currentHits();
      if (hits.size === 0) return null;
      for (const name of suppressibleNames(domain)) {
        const hit = hits.get(index.domainKey(name).toString('hex'));
        if (hit !== undefined) return hit;
      }
      return null;
    },
  };
}

const identityOf = (domainKey: Buffer) => ({
  table: 'local_domains',
  column: 'sealed',
  rowId: domainKey.toString('hex'),
  rowVersion: 1,
});

/** Hex of the key → key and lower-case A-label name, each once. */
function readDomains(domains: readonly string[], index: BlindIndex) {
  const read = new Map<string, { readonly key: Buffer; readonly name: string }>();
  for (const [at, text] of domains.entries()) {
    const name = parseWholeDomain(text);
    if (name === null) {
      throw new SluiceError('invalid-value', {
        pointer: `/domains/${at}`,
        detail: 'Expected a domain name.',
      });
    }
    const key = index.domainKey(name);
    read.set(key.toString('hex'), { key, name });
  }
  return read;
}
