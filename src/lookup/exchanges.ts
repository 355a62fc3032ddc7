// What a set of MX records asks for: no mail at all, or these mail hosts in this order.
import type { DnsRecord } from '../model/dns-answer.ts';
import type { MxRecord } from '../model/domain-facts.ts';
import { isHostName } from './dns-name.ts';

type MxAnswer = Extract<DnsRecord, { type: 'MX' }>;

/** True for a null MX: one record alone, preference 0, exchange the root (RFC 7505 3). */
export function isNullMx(records: readonly MxAnswer[]): boolean {
  const [only] = records;
  return records.length === 1 && only?.preference === 0 && isRoot(only.exchange);
}

/**
 * The usable mail hosts, sorted by preference, then name; a host named twice keeps its best preference.
 *
 * A root exchange that is no null MX (RFC 7505 3 allows no other record beside it), an IP literal and
 * anything else that is no host name are left out.
 */
export function usableExchanges(records: readonly MxAnswer[]): readonly MxRecord[] {
  const best = new Map<string, MxRecord>();
  for (const { preference, exchange: text } of records) {
    const exchange = text.toLowerCase().replace(/\.$/, '');
    const known = best.get(exchange);
    if (isHostName(exchange) && (known === undefined || preference < known.preference)) {
      best.set(exchange, { preference, exchange });
    }
  }
  return [...best.values()].sort(
    (one, other) => one.preference - other.preference || (one.exchange < other.exchange ? -1 : 1),
  );
}

/** dns2 gives the root as the empty string. */
function isRoot(exchange: string): boolean {
  return exchange === '' || exchange === '.';
}
