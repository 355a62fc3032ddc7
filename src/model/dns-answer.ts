// One answer of a name server, as a value: a failed question is an answer too, never an exception.

export const RECORD_TYPES = ['MX', 'A', 'AAAA'] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

export type DnsRecord =
  | {
      readonly type: 'MX';
      readonly preference: number;
      readonly exchange: string;
      readonly ttlSeconds: number;
    }
  | { readonly type: 'A' | 'AAAA'; readonly address: string; readonly ttlSeconds: number };

export type DnsAnswer =
  | { readonly outcome: 'answer'; readonly records: readonly DnsRecord[] }
  | { readonly outcome: 'nxdomain' | 'nodata'; readonly negativeTtlSeconds: number }
  | { readonly outcome: 'servfail' | 'refused' | 'timeout' };

export interface Resolver {
  /** Asks for one type of one absolute name (A-labels, no trailing dot). Never throws for a bad answer. */
  resolve(name: string, type: RecordType, signal: AbortSignal): Promise<DnsAnswer>;
}
