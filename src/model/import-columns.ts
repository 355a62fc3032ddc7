// The columns of each import, in files and in JSON alike.

/** Columns of each import (the contract's section 8.5, and the organisation's own lists of addresses). */
export const IMPORT_COLUMNS = {
  suppressions: ['address', 'domain', 'hash', 'reason', 'scope', 'expires_at', 'received_at'],
  consents: [
    'address',
    'kind',
    'signed_at',
    'capture_point',
    'stream',
    'purposes',
    'effective_from',
    'expires_at',
    'expiry_event',
    'document_sha256',
    'info_description',
    'disclosers',
    'recipients',
    'signer',
    'representative_authority',
    'revocation_statement',
    'conditioning_statement',
    'redisclosure_statement',
    'remuneration',
    'remuneration_statement',
    'plain_language_attested',
    'copy_given_at',
    'phi_in_content',
    'signature_method',
    'signer_auth_level',
    'initiated_by',
    'collection_context',
  ],
  contacts: [
    'address',
    'residence_state',
    'residence_country',
    'address_confirmed_at',
    'is_minor',
    'deceased_at',
    'confidential',
  ],
  traps: ['address', 'hash'],
  litigators: ['address', 'hash'],
  complainers: ['address', 'hash'],
} as const satisfies Record<string, readonly string[]>;

export type ImportKind = keyof typeof IMPORT_COLUMNS;
export const IMPORT_KINDS = Object.keys(IMPORT_COLUMNS) as readonly ImportKind[];
