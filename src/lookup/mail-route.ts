// Where mail for a domain goes: MX, null MX, implicit MX or nowhere, with every failure kept apart.
import type { DnsRecord, Resolver } from '../model/dns-answer.ts';
import type { DomainFacts } from '../model/domain-facts.ts';
import { isNullMx, usableExchanges } from './exchanges.ts';
import { type DnsFailure, lookupHost, lookupReachability } from './reachability.ts';
import { FAILURE_TTL_SECONDS, negativeTtl, positiveTtl } from './ttl.ts';

type MxAnswer = Extract<DnsRecord, { type: 'MX' }>;

/**
 * Looks up where mail for the domain goes (RFC 5321 5.1): its MX records; without any, the domain's own
 * addresses. At most the domain and six of its exchanges are asked for.
 *
 * - A single `MX 0 .` is `null-mx` (RFC 7505).
 * - MX records of which none is usable stay `mx` with no exchange and `no-address`: RFC 5321 5.1 forbids
 *   to fall back to the domain's own addresses then.
 * - NXDOMAIN is `none`; NODATA is `implicit-mx` or `none`; SERVFAIL, REFUSED and time-outs are `unknown`.
 *
 * @param domain lower-case A-labels without trailing dot.
 * @param signal ends the look-up early; what is not known by then is `timeout` or `unknown`.
 * @returns facts whose TTL is the least of the answers they rest on, 300 s where one failed. It never
 *   rejects as long as the resolver does not.
 */
export async function lookupDomainFacts(
  domain: string,
  resolver: Resolver,
  signal: AbortSignal,
): Promise<DomainFacts> {
  const answer = await resolver.resolve(domain, 'MX', signal);
  switch (answer.outcome) {
    case 'answer':
      return mxFacts(answer.records, resolver, signal);
    case 'nodata':
      return implicitMxFacts(domain, negativeTtl(answer.negativeTtlSeconds), resolver, signal);
    case 'nxdomain':
      return noRoute('nxdomain', negativeTtl(answer.negativeTtlSeconds));
    default:
      return unknownRoute(answer.outcome);
  }
}

async function mxFacts(
  answered: readonly DnsRecord[],
  resolver: Resolver,
  signal: AbortSignal,
): Promise<DomainFacts> {
  const records = answered.filter((record): record is MxAnswer => record.type === 'MX');
  const ttlSeconds = positiveTtl(Math.min(...records.map((record) => record.ttlSeconds)));
  const noAddress = { dns: 'ok', mxRecords: [], reachability: 'no-address', ttlSeconds } as const;
  if (isNullMx(records)) return { ...noAddress, mail: 'null-mx' };
  const mxRecords = usableExchanges(records);
  if (mxRecords.length === 0) return { ...noAddress, mail: 'mx' };
  const hosts = mxRecords.map(({ exchange }) => exchange);
  const found = await lookupReachability(hosts, resolver, signal);
  return {
    dns: 'ok',
    mail: 'mx',
    mxRecords,
    reachability: found.reachability,
    ttlSeconds: Math.min(ttlSeconds, found.ttlSeconds),
  };
}

/** RFC 5321 5.1: a domain without MX records is its own mail host, with preference 0. */
async function implicitMxFacts(
  domain: string,
  noMxTtl: number,
  resolver: Resolver,
  signal: AbortSignal,
): Promise<DomainFacts> {
  const { reachability, failure, ttlSeconds: hostTtl } = await lookupHost(domain, resolver, signal);
  if (failure) return unknownRoute(failure);
  const ttlSeconds = Math.min(noMxTtl, hostTtl);
  if (reachability === 'no-address') return noRoute('nodata', ttlSeconds);
  const mxRecords = [{ preference: 0, exchange: domain }];
  return { dns: 'ok', mail: 'implicit-mx', mxRecords, reachability, ttlSeconds };
}

function noRoute(dns: 'nxdomain' | 'nodata', ttlSeconds: number): DomainFacts {
  return { dns, mail: 'none', mxRecords: [], reachability: 'no-address', ttlSeconds };
}

function unknownRoute(dns: DnsFailure): DomainFacts {
  return {
    dns,
    mail: 'unknown',
    mxRecords: [],
    reachability: 'unknown',
    ttlSeconds: FAILURE_TTL_SECONDS,
  };
}
