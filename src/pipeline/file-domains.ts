// The domains of one file: each is looked up once, and only what the score needs of it is kept.
import type { DomainLookups } from '../lookup/domain-lookups.ts';
import {
  DNS_OUTCOMES,
  type DomainFacts,
  EXCHANGE_KINDS,
  type ExchangeKind,
  FACTS_SKIPPED,
  MAIL_ROUTES,
  REACHABILITIES,
} from '../model/domain-facts.ts';
import type { ReferenceLists } from '../model/reference-lists.ts';
import { isOutsidePublicDns } from '../score/domain-profile.ts';
import { readMailHosts } from '../score/mail-hosts.ts';

/** Facts of domains in the form that `score-chunk` takes: indexes, one a domain. */
export interface PackedFacts {
  readonly dns: Uint8Array;
  readonly mail: Uint8Array;
  readonly reachability: Uint8Array;
  readonly exchangeKinds: Uint8Array;
}

export interface FileDomains {
  /**
   * The facts in the order of `names`; what another chunk is asking for is awaited, not asked again.
   * @throws the signal's reason when it ends the work.
   */
  factsOf(names: readonly string[]): Promise<PackedFacts>;
  /** Domains of which the DNS said something, and those of which it said nothing. */
  readonly counts: { readonly answered: number; readonly unanswered: number };
}

/** Domains kept, about 100 MB; of a file with more, the oldest is asked again when it comes again. */
const KEPT_MAX = 1_000_000;

const MAIL_SHIFT = 3;
const REACHABILITY_SHIFT = 6;
const EXCHANGES_SHIFT = 9;
const FIELD = 7;
const TIMEOUT = DNS_OUTCOMES.indexOf('timeout');

/**
 * @param lookups null: nothing is asked, and every domain is `skipped`, as names outside the public DNS always are.
 * @param keptMax domains. @default 1,000,000
 */
export function createFileDomains(
  lookups: DomainLookups | null,
  lists: ReferenceLists,
  signal: AbortSignal,
  keptMax = KEPT_MAX,
): FileDomains {
  const known = new Map<string, number>();
  const asking = new Map<string, Promise<ReadonlyMap<string, number>>>();
  const counts = { answered: 0, unanswered: 0 };

  async function ask(names: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    const isAsked = (name: string): boolean => lookups !== null && !isOutsidePublicDns(name, lists);
    for (const name of names) if (!isAsked(name)) found.set(name, SKIPPED);
    for await (const { domain, facts } of lookups?.lookupMany(names.filter(isAsked), signal) ?? []) {
      const exchanges = facts.mxRecords.map(({ exchange }) => exchange);
      found.set(domain, pack(facts, readMailHosts(exchanges, lists).kind));
      if (facts.dns === 'timeout') counts.unanswered += 1;
      else counts.answered += 1;
    }
    return found;
  }

  function keep(found: ReadonlyMap<string, number>): void {
    for (const [name, facts] of found) {
      asking.delete(name);
      if (known.size >= keptMax) forgetOldest(known);
      known.set(name, facts);
    }
  }

  return {
    counts,
    async factsOf(names) {
      const batch = Promise.withResolvers<ReadonlyMap<string, number>>();
      // Another batch may fail first, and then nobody awaits this one.
      batch.promise.catch(() => {});
      const mine: string[] = [];
      const found = names.map((name) => {
        const held = known.get(name) ?? asking.get(name);
        if (held !== undefined) return held;
        mine.push(name);
        asking.set(name, batch.promise);
        return batch.promise;
      });
      ask(mine).then((answers) => {
        keep(answers);
        batch.resolve(answers);
      }, batch.reject);
      const packed = new Uint16Array(names.length);
      for (const [at, held] of found.entries()) {
        packed[at] = typeof held === 'number' ? held : ((await held).get(names[at] ?? '') ?? TIMEOUT);
      }
      return unpack(packed);
    },
  };
}

function pack({ dns, mail, reachability }: DomainFacts, exchanges: ExchangeKind): number {
  return (
    DNS_OUTCOMES.indexOf(dns) |
    (MAIL_ROUTES.indexOf(mail) << MAIL_SHIFT) |
    (REACHABILITIES.indexOf(reachability) << REACHABILITY_SHIFT) |
    (EXCHANGE_KINDS.indexOf(exchanges) << EXCHANGES_SHIFT)
  );
}

const SKIPPED = pack(FACTS_SKIPPED, 'unknown');

function unpack(packed: Uint16Array): PackedFacts {
  return {
    dns: Uint8Array.from(packed, (facts) => facts & FIELD),
    mail: Uint8Array.from(packed, (facts) => (facts >> MAIL_SHIFT) & FIELD),
    reachability: Uint8Array.from(packed, (facts) => (facts >> REACHABILITY_SHIFT) & FIELD),
    exchangeKinds: Uint8Array.from(packed, (facts) => facts >> EXCHANGES_SHIFT),
  };
}

function forgetOldest(known: Map<string, number>): void {
  for (const oldest of known.keys()) {
    known.delete(oldest);
    return;
  }
}
