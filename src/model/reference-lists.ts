// The bundled lists as plain lookups; loaded by `reference/`, read by `score/`.

/** A set of domains with its provenance. */
export interface DomainList {
  /** `name@version`. */
  readonly source: string;
  has(domain: string): boolean;
}

/** A map from a domain (or word) to a value, with its provenance. */
export interface LookupTable<V> {
  readonly source: string;
  get(key: string): V | undefined;
}

/** Large mailbox providers: what typo suggestions may point at. */
export interface ProviderList {
  readonly source: string;
  /** Domain → provider key (`google`, `microsoft`, …), exact match. */
  get(domain: string): string | undefined;
  /** The domains that edit distance is measured against. */
  readonly typoTargets: readonly string[];
}

export interface ReferenceLists {
  /** Throw-away domains; a subdomain of a listed domain is listed too (the reader walks parents). */
  readonly disposable: DomainList;
  /** Forwarding aliases of real people; a class of its own, never disposable. */
  readonly relay: DomainList;
  readonly free: DomainList;
  readonly providers: ProviderList;
  /** Role local parts (RFC 2142 and kin), lower case, without a subaddress. */
  readonly roles: DomainList;
  /** Known typo domain → the provider's domain. */
  readonly typoDomains: LookupTable<string>;
  /** Real domains that look like typos and are not. */
  readonly realDomains: DomainList;
  /** IANA root zone TLDs, lower-case A-labels. */
  readonly tlds: DomainList;
  /** Special-use names (RFC 6761 and kin): the name and everything below it. */
  readonly specialUse: DomainList;
  /** Name of a mail host, or of a domain above it → provider key; the nearest name counts. */
  readonly mxProviders: LookupTable<string>;
  /** Mail hosts of throw-away services, with all below them. */
  readonly mxDisposable: DomainList;
  /** Mail hosts behind parked domains, with all below them. */
  readonly mxParked: DomainList;
}
