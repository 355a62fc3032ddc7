// Remembers the addresses of mail hosts, because thousands of domains share the same few exchanges.
import type { DnsAnswer, RecordType, Resolver } from '../model/dns-answer.ts';
import { negativeTtl, positiveTtl } from './ttl.ts';
import { createTtlCache } from './ttl-cache.ts';
import { untilAborted } from './until-aborted.ts';

/** Host names and types kept. */
const CAPACITY = 10_000;

/**
 * Seconds for which a failed address look-up is believed: long enough that a dead host of a shared
 * exchange costs its time-out once and not for every domain, short enough that one bad moment passes.
 */
const FAILURE_SECONDS = 30;

/**
 * Wraps a resolver: A and AAAA answers are kept for their time to live and asked for once at a time;
 * MX questions pass through.
 *
 * A caller whose signal ends gets `timeout`; the question goes on for the others until `lifetime` or the
 * resolver's own deadline ends it.
 *
 * @param clock milliseconds.
 * @param lifetime ends every shared question.
 */
export function withAddressCache(resolver: Resolver, clock: () => number, lifetime: AbortSignal): Resolver {
  const cache = createTtlCache<DnsAnswer>(CAPACITY, clock);
  const flights = new Map<string, Promise<DnsAnswer>>();

  async function ask(key: string, name: string, type: RecordType): Promise<DnsAnswer> {
    try {
      const answer = await resolver.resolve(name, type, lifetime);
      cache.set(key, answer, secondsToKeep(answer));
      return answer;
    } finally {
      flights.delete(key);
    }
  }

  return {
    resolve(name, type, signal) {
      if (type === 'MX') return resolver.resolve(name, type, signal);
      const key = `${type} ${name}`;
      const kept = cache.get(key);
      if (kept) return Promise.resolve(aged(kept.value, kept.secondsLeft));
      const flight = flights.get(key) ?? ask(key, name, type);
      flights.set(key, flight);
      return untilAborted(flight, signal, { outcome: 'timeout' });
    },
  };
}

function secondsToKeep(answer: DnsAnswer): number {
  switch (answer.outcome) {
    case 'answer':
      return positiveTtl(Math.min(...answer.records.map((record) => record.ttlSeconds)));
    case 'nxdomain':
    case 'nodata':
      return negativeTtl(answer.negativeTtlSeconds);
    default:
      return FAILURE_SECONDS;
  }
}

/** The kept answer with the time to live that is left of it. */
function aged(answer: DnsAnswer, secondsLeft: number): DnsAnswer {
  switch (answer.outcome) {
    case 'answer':
      return {
        outcome: 'answer',
        records: answer.records.map((record) => ({ ...record, ttlSeconds: secondsLeft })),
      };
    case 'nxdomain':
    case 'nodata':
      return { outcome: answer.outcome, negativeTtlSeconds: secondsLeft };
    default:
      return answer;
  }
}
