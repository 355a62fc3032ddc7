// What a checked reply says about the name: its records, an alias to follow, or one of the failures.
import { Packet } from 'dns2';
import type { DnsRecord, RecordType } from '../model/dns-answer.ts';
import { isWithin } from './dns-name.ts';
import type { ReplyMessage } from './packet.ts';
import type { AnswerRecord } from './plain-reply.ts';
import { NEGATIVE_TTL_UNSTATED, negativeTtl, positiveTtl } from './ttl.ts';

/** How many aliases (CNAME) are followed for one name, in one reply or over several. */
export const ALIASES_MAX = 8;

/** One reply, read. TTLs are held within their bounds and take the aliases on the way into account. */
export type Finding =
  | { readonly kind: 'answer'; readonly records: readonly DnsRecord[] }
  | { readonly kind: 'alias'; readonly target: string; readonly ttlSeconds: number; readonly aliases: number }
  | { readonly kind: 'nxdomain' | 'nodata'; readonly negativeTtlSeconds: number }
  | { readonly kind: 'servfail' | 'refused' };

/**
 * Reads the reply to a question for `name` and `type`.
 *
 * NXDOMAIN and NODATA speak of the last name of the alias chain (RFC 2308 2.1, 2.2, RFC 6604 3); NXDOMAIN
 * for a name whose records it gives contradicts itself, and is a failure. A reply without
 * records, without SOA, but with NS records is a referral: the server does not resolve for us, which is
 * a failure and never NODATA (RFC 2308 2.2.1).
 */
export function readFinding(message: ReplyMessage, name: string, type: RecordType): Finding {
  const { rcode, answers, authorities } = message;
  if (rcode === Packet.RCODE.REFUSED) return { kind: 'refused' };
  if (rcode !== Packet.RCODE.NOERROR && rcode !== Packet.RCODE.NXDOMAIN) return { kind: 'servfail' };
  const chain = followAliases(answers, name.toLowerCase());
  if (chain === undefined) return { kind: 'servfail' };
  const negativeTtlSeconds = soaTtl(authorities, chain.target);
  const records = recordsOf(answers, chain.target, type, chain.ttlSeconds);
  if (rcode === Packet.RCODE.NXDOMAIN) {
    if (records.length > 0) return { kind: 'servfail' };
    return { kind: 'nxdomain', negativeTtlSeconds: negativeTtlSeconds ?? NEGATIVE_TTL_UNSTATED };
  }
  if (records.length > 0) return { kind: 'answer', records };
  if (negativeTtlSeconds !== undefined) return { kind: 'nodata', negativeTtlSeconds };
  if (chain.aliases > 0) return { kind: 'alias', ...chain };
  const isReferral = authorities.some((record) => record.type === Packet.TYPE.NS);
  if (isReferral || answers.length > 0) return { kind: 'servfail' };
  return { kind: 'nodata', negativeTtlSeconds: NEGATIVE_TTL_UNSTATED };
}

interface AliasChain {
  readonly target: string;
  readonly ttlSeconds: number;
  readonly aliases: number;
}

/** Follows CNAME records from `name`; undefined for a loop or a chain beyond the limit. */
function followAliases(answers: readonly AnswerRecord[], name: string): AliasChain | undefined {
  const isAlias = ({ type }: AnswerRecord) => type === Packet.TYPE.CNAME;
  let target = name;
  let ttlSeconds = Number.POSITIVE_INFINITY;
  for (let aliases = 0; aliases <= ALIASES_MAX; aliases += 1) {
    const next = answers.find((record) => isAlias(record) && isOf(record, target));
    if (next === undefined) return { target, ttlSeconds, aliases };
    target = (next.domain ?? '').toLowerCase();
    ttlSeconds = Math.min(ttlSeconds, next.ttl);
  }
  return undefined;
}

function isOf(record: AnswerRecord, owner: string): boolean {
  return record.class === Packet.CLASS.IN && record.name.toLowerCase() === owner;
}

/** The records of one owner and type; anything else in the answer section is ignored. */
function recordsOf(
  answers: readonly AnswerRecord[],
  owner: string,
  type: RecordType,
  chainTtl: number,
): DnsRecord[] {
  const code = Packet.TYPE[type];
  const records: DnsRecord[] = [];
  for (const record of answers) {
    if (record.type !== code || !isOf(record, owner)) continue;
    const ttlSeconds = positiveTtl(Math.min(record.ttl, chainTtl));
    if (type === 'MX') {
      const exchange = (record.exchange ?? '').toLowerCase();
      records.push({ type, preference: record.priority ?? 0, exchange, ttlSeconds });
    } else if (record.address !== undefined) {
      records.push({ type, address: record.address, ttlSeconds });
    }
  }
  return records;
}

/** RFC 2308 5: the smaller of the SOA's own TTL and its MINIMUM; undefined without an SOA of the name. */
function soaTtl(authorities: readonly AnswerRecord[], name: string): number | undefined {
  const soa = authorities.find(
    (record) =>
      record.type === Packet.TYPE.SOA &&
      record.class === Packet.CLASS.IN &&
      isWithin(name, record.name.toLowerCase()),
  );
  return soa && negativeTtl(Math.min(soa.ttl, soa.minimum ?? 0));
}
