// What was observed about a domain in the DNS, and what the reference lists say about it.
import type { LocalList } from './own-lists.ts';

/** How the question for the domain ended (RFC 2308 keeps NXDOMAIN and NODATA apart). */
export const DNS_OUTCOMES = [
  'ok',
  'nxdomain',
  'nodata',
  'servfail',
  'refused',
  'timeout',
  'skipped',
] as const;
export type DnsOutcome = (typeof DNS_OUTCOMES)[number];

/** Where mail for the domain goes (RFC 5321 5.1, RFC 7505). `unknown`: could not ask. */
export const MAIL_ROUTES = ['mx', 'implicit-mx', 'null-mx', 'none', 'unknown'] as const;
export type MailRoute = (typeof MAIL_ROUTES)[number];

/** Whether any exchange has an address that mail from the internet can reach. */
export const REACHABILITIES = ['reachable', 'no-address', 'non-public', 'unknown'] as const;
export type Reachability = (typeof REACHABILITIES)[number];

/** What the reference lists say of all exchanges of a domain together. `unknown`: there are none, or none were seen. */
export const EXCHANGE_KINDS = ['unknown', 'ordinary', 'parked', 'disposable'] as const;
export type ExchangeKind = (typeof EXCHANGE_KINDS)[number];

export interface MxRecord {
  readonly preference: number;
  /** Lower-case A-label name without the trailing dot. */
  readonly exchange: string;
}

/** Observations only; judgement is made in `score/`. */
export interface DomainFacts {
  readonly dns: DnsOutcome;
  readonly mail: MailRoute;
  /** Sorted by preference, then name; the domain itself for an implicit MX; empty otherwise. */
  readonly mxRecords: readonly MxRecord[];
  readonly reachability: Reachability;
  /** Seconds for which the answer may be kept, within the floor and ceiling of `lookup/`. */
  readonly ttlSeconds: number;
}

/** The facts of a domain that was not asked about (`--no-dns`, a budget, a literal). */
export const FACTS_SKIPPED: DomainFacts = {
  dns: 'skipped',
  mail: 'unknown',
  mxRecords: [],
  reachability: 'unknown',
  ttlSeconds: 0,
};

/**
 * Whether the DNS was asked and left open whether mail is taken: no answer about the domain, or none about the
 * addresses of its hosts. Such a domain is asked again.
 */
export function isUnanswered({ dns, reachability }: Pick<DomainFacts, 'dns' | 'reachability'>): boolean {
  return reachability === 'unknown' && dns !== 'skipped';
}

/** One hit in a reference list: which list, which version. */
export interface ListHit {
  /** `name@version`, for example `disposable@2026-11-01`. */
  readonly source: string;
}

/** One hit in a local list, `local-allow@…` or `local-block@…`. */
export interface LocalListHit extends ListHit {
  readonly list: LocalList;
}

/** What the reference lists say about one domain; pure, computed once per distinct domain. */
export interface DomainProfile {
  /** A key of `data/providers`, else of `data/mx-providers` for the most preferred exchange, or `other`. */
  readonly provider: string;
  readonly disposable: ListHit | null;
  /** All mail goes to hosts behind parked domains, and nothing else explains it. */
  readonly parked: ListHit | null;
  readonly relay: ListHit | null;
  readonly free: ListHit | null;
  readonly specialUse: boolean;
  readonly knownTld: boolean;
  /** Known typo of one provider: suggested whatever the DNS says. */
  readonly knownTypo: (ListHit & { readonly suggestion: string }) | null;
  /** Near miss by edit distance: suggested only if the domain takes no mail, or see `oneSlip`. */
  readonly nearMiss: { readonly suggestion: string; readonly oneSlip: boolean } | null;
  /** The typo may be somebody's real domain (`gmail.co`): suggested, but never held against the address. */
  readonly suggestOnly?: boolean;
  /** The organisation's own word, which the other members then follow; absent where it has none. */
  readonly local?: LocalListHit;
}
