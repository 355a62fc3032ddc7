// The resolver: one question in, one answer out, aliases followed, and never an exception for a bad answer.
import type { DnsAnswer, DnsRecord, RecordType, Resolver } from '../model/dns-answer.ts';
import { isAskableName } from './dns-name.ts';
import { ALIASES_MAX } from './reply.ts';
import { createServerHealth } from './server-health.ts';
import { askInTurn, type Outcome, type Servers } from './server-tries.ts';
import type { NameServerAddress } from './servers.ts';
import { positiveTtl } from './ttl.ts';
import { createUpstream } from './upstream.ts';

export interface ResolverOptions {
  /** In order of preference (servers.ts); at least one. */
  readonly servers: readonly NameServerAddress[];
  /** Queries to one server at a time. @default 256 */
  readonly inFlightMax?: number;
  /**
   * How long each try waits, in milliseconds; as many tries as entries. A recursive server may need
   * seconds for a slow domain; its answer then meets the later try. @default [1000, 1500, 2000]
   */
  readonly patienceMs?: readonly number[];
  /** All tries and aliases of one question together, in milliseconds. @default 5000 */
  readonly deadlineMs?: number;
}

export interface ClosableResolver extends Resolver {
  /** Ends every wait as `timeout` and closes every socket; each later question is `timeout` at once. */
  close(): void;
}

const IN_FLIGHT_MAX = 256;
const PATIENCE_MS = [1_000, 1_500, 2_000] as const;
const DEADLINE_MS = 5_000;

/**
 * Makes the resolver. No socket is opened before the first question, and an idle one does not keep the
 * process alive.
 *
 * What is not a true reply to the question (packet.ts) is ignored, and silence ends as `timeout`. A reply
 * that holds only an alias is followed by a question for its target, up to eight aliases for a name; a
 * loop, a longer chain or a name that cannot be asked for is `servfail`, because nothing is known then.
 */
export function createResolver({
  servers,
  inFlightMax = IN_FLIGHT_MAX,
  patienceMs = PATIENCE_MS,
  deadlineMs = DEADLINE_MS,
}: ResolverOptions): ClosableResolver {
  const upstreams = servers.map((server) => createUpstream(server, inFlightMax));
  const health = createServerHealth(upstreams.length, () => performance.now());
  const line: Servers = { upstreams, health, patienceMs };
  let isClosed = false;

  return {
    resolve(name, type, signal) {
      if (isClosed) return Promise.resolve({ outcome: 'timeout' });
      return followAliases(line, name, type, performance.now() + deadlineMs, signal);
    },
    close() {
      isClosed = true;
      for (const upstream of upstreams) upstream.close();
    },
  };
}

async function followAliases(
  servers: Servers,
  name: string,
  type: RecordType,
  deadline: number,
  signal: AbortSignal,
): Promise<DnsAnswer> {
  let target = name;
  let ttlSeconds = Number.POSITIVE_INFINITY;
  for (let aliases = 0; aliases <= ALIASES_MAX; ) {
    if (!isAskableName(target)) break;
    const outcome = await askInTurn(servers, target, type, deadline, signal);
    if (outcome.kind !== 'alias') return answerOf(outcome, ttlSeconds);
    target = outcome.target;
    ttlSeconds = Math.min(ttlSeconds, outcome.ttlSeconds);
    aliases += outcome.aliases;
  }
  return { outcome: 'servfail' };
}

/** The model's form of the outcome, kept no longer than the aliases that led to it. */
function answerOf(outcome: Exclude<Outcome, { kind: 'alias' }>, aliasTtl: number): DnsAnswer {
  switch (outcome.kind) {
    case 'answer':
      return { outcome: 'answer', records: outcome.records.map((record) => atMost(record, aliasTtl)) };
    case 'nxdomain':
    case 'nodata':
      return { outcome: outcome.kind, negativeTtlSeconds: outcome.negativeTtlSeconds };
    default:
      return { outcome: outcome.kind };
  }
}

function atMost(record: DnsRecord, aliasTtl: number): DnsRecord {
  if (aliasTtl >= record.ttlSeconds) return record;
  return { ...record, ttlSeconds: positiveTtl(aliasTtl) };
}
