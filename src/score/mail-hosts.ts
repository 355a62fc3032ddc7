// What the mail hosts of a domain tell about it: who runs them, and whether they are known for something bad.
import type { ExchangeKind } from '../model/domain-facts.ts';
import type { ReferenceLists } from '../model/reference-lists.ts';

export interface MailHosts {
  readonly kind: ExchangeKind;
  /** The list that says so, as `name@version`. */
  readonly source: string;
  /** Who runs the most preferred host, a key of the provider lists; null where no list knows. */
  readonly provider: string | null;
}

/** Of a domain whose mail hosts are not known, or that has none. */
export const UNKNOWN_HOSTS: MailHosts = { kind: 'unknown', source: 'rule', provider: null };

/**
 * Reads the lists for the mail hosts of one domain. They say something bad of it only when they say it of
 * every host: one ordinary host is where its people may read their mail. A provider's host is ordinary.
 *
 * @param exchanges lower-case A-labels, the most preferred first
 */
export function readMailHosts(exchanges: readonly string[], lists: ReferenceLists): MailHosts {
  const [first] = exchanges;
  if (first === undefined) return UNKNOWN_HOSTS;
  const provider = lists.mxProviders.get(first) ?? null;
  const isAll = (has: (name: string) => boolean): boolean =>
    exchanges.every((name) => lists.mxProviders.get(name) === undefined && has(name));
  const { disposable, mxDisposable, mxParked } = lists;
  if (isAll((name) => mxDisposable.has(name))) {
    return { kind: 'disposable', source: mxDisposable.source, provider };
  }
  if (isAll((name) => mxDisposable.has(name) || disposable.has(name))) {
    return { kind: 'disposable', source: disposable.source, provider };
  }
  if (isAll((name) => mxParked.has(name))) return { kind: 'parked', source: mxParked.source, provider };
  return { kind: 'ordinary', source: 'rule', provider };
}

/** The mail hosts of which only the kind was kept, as packed rows keep it. */
export function mailHostsOfKind(kind: ExchangeKind): MailHosts {
  return { ...UNKNOWN_HOSTS, kind };
}

/** The versions of the lists that a kind rests on: with others the hosts must be read again. */
export function mailHostLists({ disposable, mxProviders, mxDisposable, mxParked }: ReferenceLists): string {
  return [disposable, mxProviders, mxDisposable, mxParked].map(({ source }) => source).join(' ');
}
