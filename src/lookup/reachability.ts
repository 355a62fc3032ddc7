// Whether any of the mail hosts has an address that mail from the internet can reach.
import type { DnsAnswer, Resolver } from '../model/dns-answer.ts';
import type { Reachability } from '../model/domain-facts.ts';
import { isWithin } from './dns-name.ts';
import { isPublicUnicast } from './ip-ranges.ts';
import { FAILURE_TTL_SECONDS, negativeTtl, positiveTtl } from './ttl.ts';

/** Hosts that are asked for; a domain with 300 MX records must not cost 600 questions. */
const EXCHANGES_ASKED_MAX = 6;

/** Why nothing could be learnt. */
export type DnsFailure = 'servfail' | 'refused' | 'timeout';

export interface HostFinding {
  readonly reachability: Reachability;
  /** Seconds for which the finding may be kept: the least of the answers it rests on. */
  readonly ttlSeconds: number;
}

/** One host alone: `failure` is set when a look-up failed and no address was seen in the other. */
export interface OneHostFinding extends HostFinding {
  readonly failure: DnsFailure | null;
}

/**
 * Asks for the hosts in their order, up to six, and stops at the first that is reachable.
 *
 * A look-up that failed, or hosts that were not asked for, make the whole `unknown` unless another host
 * is reachable; only then one with a non-public address makes it `non-public`, else it is `no-address`.
 */
export async function lookupReachability(
  hosts: readonly string[],
  resolver: Resolver,
  signal: AbortSignal,
): Promise<HostFinding> {
  const findings: HostFinding[] = [];
  for (const host of hosts.slice(0, EXCHANGES_ASKED_MAX)) {
    const finding = await lookupHost(host, resolver, signal);
    findings.push(finding);
    if (finding.reachability === 'reachable') break;
  }
  const seen = new Set(findings.map(({ reachability }) => reachability));
  const ttlSeconds = Math.min(...findings.map((finding) => finding.ttlSeconds));
  if (seen.has('reachable')) return { reachability: 'reachable', ttlSeconds };
  if (seen.has('unknown') || hosts.length > findings.length) return { reachability: 'unknown', ttlSeconds };
  return { reachability: seen.has('non-public') ? 'non-public' : 'no-address', ttlSeconds };
}

/** One host: its A records, and its AAAA records unless an A record is public already. */
export async function lookupHost(
  host: string,
  resolver: Resolver,
  signal: AbortSignal,
): Promise<OneHostFinding> {
  // RFC 6761 6.3: loopback by definition, whatever a server says.
  if (isWithin(host, 'localhost')) return { ...NOT_ASKED, reachability: 'non-public' };
  const ipv4 = judgeAddresses(await resolver.resolve(host, 'A', signal));
  if (ipv4.reachability === 'reachable') return ipv4;
  const ipv6 = judgeAddresses(await resolver.resolve(host, 'AAAA', signal));
  if (ipv6.reachability === 'reachable') return ipv6;
  const ttlSeconds = Math.min(ipv4.ttlSeconds, ipv6.ttlSeconds);
  const failure = ipv4.failure ?? ipv6.failure;
  const hasAddress = ipv4.reachability === 'non-public' || ipv6.reachability === 'non-public';
  if (failure) return { reachability: 'unknown', ttlSeconds, failure: hasAddress ? null : failure };
  return { reachability: hasAddress ? 'non-public' : 'no-address', ttlSeconds, failure: null };
}

const NOT_ASKED = { ttlSeconds: positiveTtl(Number.POSITIVE_INFINITY), failure: null } as const;

function judgeAddresses(answer: DnsAnswer): OneHostFinding {
  switch (answer.outcome) {
    case 'answer': {
      const ttlSeconds = positiveTtl(Math.min(...answer.records.map((record) => record.ttlSeconds)));
      const addresses = answer.records.flatMap((record) => (record.type === 'MX' ? [] : [record.address]));
      const reachability = addresses.some(isPublicUnicast) ? 'reachable' : 'non-public';
      return { reachability, ttlSeconds, failure: null };
    }
    case 'nxdomain':
    case 'nodata': {
      const ttlSeconds = negativeTtl(answer.negativeTtlSeconds);
      return { reachability: 'no-address', ttlSeconds, failure: null };
    }
    default:
      return { reachability: 'unknown', ttlSeconds: FAILURE_TTL_SECONDS, failure: answer.outcome };
  }
}
