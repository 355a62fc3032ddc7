// A parsed address: `Local-part "@" ( Domain / address-literal )` (RFC 5321 4.1.2), and why one is not.

export interface Mailbox {
  /** NFC, minimally quoted, case kept; quoted only where a dot-string cannot hold it. */
  readonly localPart: string;
  /** Lower-case A-labels, or an address literal with its brackets (`[192.0.2.1]`, `[IPv6:…]`). */
  readonly domain: string;
  readonly domainKind: 'name' | 'ipv4-literal' | 'ipv6-literal';
}

/** Why a text is not a mailbox. Closed list; the order is frozen, because packed rows store the index. */
export const SYNTAX_REASONS = [
  'empty',
  'too-long',
  'no-at-sign',
  'several-at-signs',
  'local-empty',
  'local-too-long',
  'local-dots',
  'local-character',
  'quote-malformed',
  'comment',
  'white-space',
  'control-character',
  'unsafe-unicode',
  'domain-empty',
  'domain-too-long',
  'label-too-long',
  'label-empty',
  'label-hyphen',
  'domain-character',
  'domain-not-fqdn',
  'tld-numeric',
  'tld-too-short',
  'trailing-dot',
  'literal-malformed',
  'idna-invalid',
  'bidi-rule',
  'display-name',
  'fullwidth-at',
  'parse-timeout',
] as const;
export type SyntaxReason = (typeof SYNTAX_REASONS)[number];

/** What is notable about a valid mailbox. Closed list; the order is frozen (bit positions). */
export const SYNTAX_FLAGS = [
  'cleaned',
  'nfc-normalized',
  'idna-mapped',
  'quoted-local',
  'address-literal',
  'non-public-ip',
  'source-route',
  'mixed-script',
  'unusual-unicode',
  'needs-smtputf8',
  'legacy-jp-carrier',
  'reserved-ldh',
  'a-label-local',
  'special-use-domain',
  'unknown-tld',
  'idna-disallowed',
] as const;
export type SyntaxFlag = (typeof SYNTAX_FLAGS)[number];

export type ParseOutcome =
  | { readonly valid: true; readonly mailbox: Mailbox; readonly flags: readonly SyntaxFlag[] }
  | { readonly valid: false; readonly reason: SyntaxReason };
