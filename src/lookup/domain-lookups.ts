// Looks up the facts of many domains at once: bounded, each domain asked for once at a time, remembered.
import PQueue from 'p-queue';
import type { Resolver } from '../model/dns-answer.ts';
import type { DomainFacts } from '../model/domain-facts.ts';
import { withAddressCache } from './address-cache.ts';
import { createDeadlines } from './deadlines.ts';
import { createFactsCache } from './facts-cache.ts';
import { createHandover, type Handover } from './handover.ts';
import { lookupDomainFacts } from './mail-route.ts';
import { pause } from './pause.ts';
import { pauseBefore, turnsAway } from './second-look.ts';
import { FAILURE_TTL_SECONDS } from './ttl.ts';
import { untilAborted } from './until-aborted.ts';
import { shuffledWindows } from './windows.ts';

export interface DomainLookupsOptions {
  readonly resolver: Resolver;
  /** Domains looked up at a time. @default 200 */
  readonly concurrency?: number;
  /** All questions about one domain together, both looks included, in milliseconds. @default 5000 */
  readonly deadlineMs?: number;
  /** Milliseconds, for the ages of what is remembered. */
  readonly clock: () => number;
}

interface DomainLookup {
  readonly domain: string;
  readonly facts: DomainFacts;
}

export interface DomainLookups {
  /**
   * The facts of one domain, ahead of any bulk work. Never rejects: when the caller's signal ends it, or
   * the service is closed, the facts are `timeout`.
   */
  lookupOne(domain: string, signal: AbortSignal): Promise<DomainFacts>;
  /** True when `lookupOne` would ask nothing new: the facts are remembered, or being asked for. */
  isKnown(domain: string): boolean;
  /**
   * The facts of every domain, one result for each input, in no particular order. The input is read
   * only as fast as the results are taken, in windows of 10,000 that are shuffled.
   * @throws the signal's reason when it ends the work, so that a part never looks like the whole.
   */
  lookupMany(domains: Iterable<string>, signal: AbortSignal): AsyncGenerator<DomainLookup, void>;
  /** Ends every look-up as `timeout`. Does not close the resolver. */
  close(): void;
}

const CONCURRENCY = 200;
const DEADLINE_MS = 5_000;
/** Domains shuffled together; a list of fewer keeps nothing of its order. */
const WINDOW = 10_000;
/** Results promised at a time, as a multiple of the concurrency: more than are asked for, because some pause. */
const PROMISED = 4;
/** A second look goes before what nobody has begun yet: its time is running. */
const PRIORITY = { again: 2, form: 1, bulk: 0 } as const;

/** What is known of a domain whose time ran out. */
export const TIMED_OUT: DomainFacts = {
  dns: 'timeout',
  mail: 'unknown',
  mxRecords: [],
  reachability: 'unknown',
  ttlSeconds: FAILURE_TTL_SECONDS,
};

/**
 * Makes the service. A domain that seems to take no mail is looked up once more after a pause (second-look.ts),
 * and the second look counts. Facts are kept in memory for their time to live (10,000 domains), addresses of
 * mail hosts likewise; nothing is written anywhere.
 */
export function createDomainLookups({
  resolver,
  concurrency = CONCURRENCY,
  deadlineMs = DEADLINE_MS,
  clock,
}: DomainLookupsOptions): DomainLookups {
  const queue = new PQueue({ concurrency });
  const cache = createFactsCache(clock);
  const lifetime = new AbortController();
  const firstLook = withAddressCache(resolver, clock, lifetime.signal);
  // What the first look was told is not remembered here: each memory holds answers of another time.
  const secondLook = withAddressCache(resolver, clock, lifetime.signal);
  const flights = new Map<string, Promise<DomainFacts>>();
  const deadlines = createDeadlines(deadlineMs);

  /** Between the looks no place in the queue is held. */
  async function ask(domain: string, priority: number): Promise<DomainFacts> {
    try {
      const first = await queue.add(
        async () => {
          const deadline = deadlines.next();
          return { deadline, facts: await lookupDomainFacts(domain, firstLook, deadline) };
        },
        { priority },
      );
      const facts = turnsAway(first.facts) ? await askAgain(domain, first.deadline) : first.facts;
      if (!lifetime.signal.aborted) cache.set(domain, facts);
      return facts;
    } finally {
      flights.delete(domain);
    }
  }

  async function askAgain(domain: string, deadline: AbortSignal): Promise<DomainFacts> {
    await pause(pauseBefore(deadlineMs), deadline);
    return queue.add(() => lookupDomainFacts(domain, secondLook, deadline), { priority: PRIORITY.again });
  }

  function lookup(domain: string, priority: number): Promise<DomainFacts> {
    const kept = cache.get(domain);
    if (kept) return Promise.resolve(kept);
    const flight = flights.get(domain) ?? ask(domain, priority);
    flights.set(domain, flight);
    return flight;
  }

  async function feed(domains: Iterable<string>, results: Handover<DomainLookup>): Promise<void> {
    try {
      for (const domain of shuffledWindows(domains, WINDOW)) {
        if (!(await results.reserve())) return;
        lookup(domain, PRIORITY.bulk).then((facts) => results.put({ domain, facts }), results.finish);
      }
      results.finish();
    } catch (failure) {
      results.finish(failure);
    }
  }

  return {
    async lookupOne(domain, signal) {
      if (signal.aborted) return TIMED_OUT;
      return untilAborted(lookup(domain, PRIORITY.form), signal, TIMED_OUT);
    },
    isKnown: (domain) => flights.has(domain) || cache.get(domain) !== undefined,
    async *lookupMany(domains, signal) {
      signal.throwIfAborted();
      const results = createHandover<DomainLookup>(PROMISED * concurrency);
      const onAbort = () => results.finish(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      void feed(domains, results);
      try {
        for (let some = await results.takeAll(); some.length > 0; some = await results.takeAll()) {
          yield* some;
        }
      } finally {
        signal.removeEventListener('abort', onAbort);
        results.finish();
      }
    },
    close() {
      lifetime.abort();
      deadlines.close();
    },
  };
}
