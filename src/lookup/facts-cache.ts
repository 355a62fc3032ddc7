// Domain facts in memory: bounded, and never kept longer than their own time to live.
import type { DomainFacts } from '../model/domain-facts.ts';
import { createTtlCache } from './ttl-cache.ts';

/** Domains kept; about 5 MB. */
const CAPACITY = 10_000;

export interface FactsCache {
  /** The facts with the time to live that is left of them; undefined when they must be looked up. */
  get(domain: string): DomainFacts | undefined;
  set(domain: string, facts: DomainFacts): void;
}

/**
 * Makes the cache.
 *
 * @param clock milliseconds.
 * @param capacity domains; the least recently used leaves first. @default 10,000
 */
export function createFactsCache(clock: () => number, capacity = CAPACITY): FactsCache {
  const cache = createTtlCache<DomainFacts>(capacity, clock);
  return {
    get(domain) {
      const kept = cache.get(domain);
      return kept && { ...kept.value, ttlSeconds: kept.secondsLeft };
    },
    set: (domain, facts) => cache.set(domain, facts, facts.ttlSeconds),
  };
}
