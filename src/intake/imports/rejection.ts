// Why a line of an import is refused: a closed list, and sentences that repeat nothing from the file.

/** Code → what is wrong. The code is the contract; the sentence is for people. */
export const REJECTIONS = {
  'address-invalid': 'The text is not a mailbox that mail can be sent to.',
  'domain-invalid': 'The text is not a domain name.',
  'value-missing': 'The column is empty and the import needs it.',
  'time-invalid': 'Expected a date (2026-12-31) or an RFC 3339 time with seconds and offset.',
  'time-in-future': 'The time lies in the future.',
  'boolean-invalid': 'Expected true or false.',
  'match-missing': 'Expected an address, a domain or a hash.',
  'match-ambiguous': 'Expected only one of address, domain and hash.',
  'hash-invalid': 'Expected an MD5 (32 hex digits) or SHA-256 (64 hex digits) of an address.',
  'reason-unknown': 'The suppression reason is not on the list.',
  'reason-without-effect':
    'The reason speaks of the sender, not of the person; nothing is suppressed for it.',
  'scope-unknown': 'Expected all, marketing, transactional, list:<id> or sender:<id>.',
  'kind-unknown': 'The consent kind is not on the list.',
  'kind-without-effect': 'An opt-out is no consent; import it as a suppression.',
  'capture-point-unknown': 'The capture point is not on the list.',
  'stream-unknown': 'Expected marketing or transactional.',
  'purpose-unknown': 'A purpose is not on the list.',
  'initiator-unknown': 'Expected individual or organisation.',
  'digest-invalid': 'Expected a SHA-256 (64 hex digits) of the document.',
  'state-unknown': 'Expected the two letters of a US state, or a region code of another country.',
  'country-unknown': 'Expected the two letters of a country (ISO 3166-1).',
} as const satisfies Record<string, string>;

export type RejectionCode = keyof typeof REJECTIONS;

/** A refused line; `detail` names the column and holds no value. */
export interface Rejection {
  readonly code: RejectionCode;
  readonly detail: string;
}

/**
 * @param column a column name of the contract, never text from the file
 */
export function rejection(code: RejectionCode, column: string): Rejection {
  return { code, detail: `${column}: ${REJECTIONS[code]}` };
}

/** Tells a refused line from a record. */
export function isRejection(line: object): line is Rejection {
  return 'code' in line;
}
