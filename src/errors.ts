// The closed list of error codes, and the one error class that crosses borders.

/** What each code means to a caller: HTTP status and a title that holds no value from the input. */
export const ERROR_CODES = {
  'invalid-json': { status: 400, title: 'The body is not valid JSON.' },
  'invalid-request': { status: 400, title: 'The request does not fit the contract.' },
  'key-in-url': { status: 400, title: 'A key must not stand in a URL; send it in the Authorization header.' },
  'multipart-invalid': {
    status: 400,
    title: 'The multipart body does not fit: send name and source, then one file.',
  },
  'upload-incomplete': { status: 400, title: 'The upload ended before its last byte.' },
  'key-missing': { status: 401, title: 'Send an API key as "Authorization: Bearer <key>".' },
  'key-invalid': { status: 401, title: 'The API key is unknown, revoked or expired.' },
  'scope-missing': { status: 403, title: 'The key may not do this.' },
  'origin-refused': { status: 403, title: 'The publishable key does not allow this origin.' },
  'compat-disabled': { status: 403, title: 'The compatible endpoints are switched off.' },
  'not-found': { status: 404, title: 'There is no such thing here.' },
  'list-not-complete': { status: 409, title: 'The list is not completed; wait for it or upload it again.' },
  'list-in-use': {
    status: 409,
    title: 'A release of this list is being decided; try again when it is done.',
  },
  'source-differs': { status: 409, title: 'The source differs from the source of the list.' },
  'release-not-ready': { status: 409, title: 'The release is still being decided.' },
  'release-held': { status: 409, title: 'The release is held; its list_reasons say why.' },
  'release-stale': {
    status: 409,
    title: 'A newer suppression, revocation or expiry touches this list; release it anew.',
  },
  'release-expired': { status: 410, title: 'The release has expired; release the list anew.' },
  'list-deleted': { status: 410, title: 'The key of the list has been destroyed; its rows cannot be read.' },
  'body-too-large': { status: 413, title: 'The body is larger than this call takes.' },
  'upload-too-large': {
    status: 413,
    title: 'The upload is larger than the limit (SLUICE_UPLOAD_MAX_BYTES).',
  },
  'workbook-too-large': {
    status: 413,
    title: 'The workbook is larger than the limit; save the sheet as CSV.',
  },
  'media-unsupported': { status: 415, title: 'The content type is not one that this call takes.' },
  'not-a-text-file': {
    status: 415,
    title: 'The file is neither text (CSV, TSV, one address a line) nor XLSX.',
  },
  'workbook-encrypted': {
    status: 415,
    title: 'The workbook is encrypted or in an old format; save it without a password.',
  },
  'workbook-invalid': { status: 422, title: 'The workbook cannot be read; save it again or as CSV.' },
  'encoding-invalid': { status: 422, title: 'The bytes do not fit the encoding of the file.' },
  'no-address-column': { status: 422, title: 'No column holds addresses; name it with address_column.' },
  'too-many-columns': { status: 422, title: 'The file has more columns than the limit.' },
  'header-too-long': { status: 422, title: 'The header is longer than the limit.' },
  'row-too-long': { status: 422, title: 'A row is longer than the limit; look for an unclosed quote.' },
  'cell-too-long': { status: 422, title: 'A cell is longer than the limit; look for an unclosed quote.' },
  'quote-unclosed': { status: 422, title: 'A quoted cell is never closed.' },
  'columns-missing': { status: 422, title: 'The file lacks columns that this import needs.' },
  'invalid-value': { status: 422, title: 'A value is outside its list or range.' },
  'too-many-requests': { status: 429, title: 'Too many requests; wait and try again.' },
  'fail-closed': { status: 500, title: 'Stored data could not be opened; nothing is released.' },
  internal: { status: 500, title: 'Something went wrong here; the request id finds it in the log.' },
  'database-unavailable': { status: 503, title: 'The database does not answer; try again.' },
  'database-untrusted': {
    status: 503,
    title:
      'The database did not prove who it is (sslmode, sslrootcert of DATABASE_URL); nothing was sent to it.',
  },
  'clock-unsure': { status: 503, title: 'The clocks of service and database differ; releases wait.' },
  'key-ring-mismatch': { status: 503, title: 'The key file does not belong to this database.' },
  'key-file-unsafe': { status: 503, title: 'The key file is not safe: one owner, mode 0600, no link.' },
  'phi-mode-unmet': { status: 503, title: 'SLUICE_PHI_MODE=on asks for conditions that are not met.' },
  'schema-mismatch': { status: 503, title: 'The database has another schema; run "sluice migrate".' },
  'settings-invalid': { status: 503, title: 'The settings are not valid.' },
  'database-start-failed': { status: 503, title: 'The own PostgreSQL did not start.' },
  'server-unreachable': { status: 503, title: 'No server answers; is "sluice serve" running?' },
  'dns-unavailable': { status: 503, title: 'No name server answers.' },
  'parse-timeout': { status: 422, title: 'Reading took too long and was stopped.' },
  'reference-lists-invalid': {
    status: 503,
    title: 'The reference lists are missing or damaged; install them anew.',
  },
  'file-unreadable': { status: 422, title: 'The file cannot be read.' },
  'output-refused': {
    status: 409,
    title: 'The output exists already or is a link; name another file or use --force.',
  },
  'output-unwritable': { status: 503, title: 'The output cannot be written.' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Facts that may accompany a code across a border. None of them may hold text from the input. */
export interface ErrorPlace {
  /** 1-based data row. */
  readonly row?: number;
  /** JSON pointer into the request, made of names from our own schemas. */
  readonly pointer?: string;
  /** A sentence of our own: numbers, limits, what to do. Never a value that a caller sent. */
  readonly detail?: string;
  /** When it makes sense to try again; sent as a header (RFC 9110, section 10.2.3), not in the body. */
  readonly retryAfterSeconds?: number;
}

/** An expected failure with a code from the closed list. */
export class SluiceError extends Error {
  readonly code: ErrorCode;
  readonly place: ErrorPlace;

  constructor(code: ErrorCode, place: ErrorPlace = {}) {
    super(place.detail ? `${code}: ${place.detail}` : code);
    this.name = 'SluiceError';
    this.code = code;
    this.place = place;
  }
}

/**
 * Reduces anything thrown to what may cross a border. Messages, stacks, causes and parameters of
 * foreign errors are dropped, because drivers and parsers put the offending value into them.
 */
export function crossBorder(thrown: unknown): { readonly code: ErrorCode } & ErrorPlace {
  if (thrown instanceof SluiceError) return { code: thrown.code, ...thrown.place };
  if (hasCode(thrown, UNTRUSTED_CODES)) return { code: 'database-untrusted' };
  return { code: hasCode(thrown, CONNECTION_CODES) ? 'database-unavailable' : 'internal' };
}

const CONNECTION_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  // PostgreSQL: admin shutdown, crash shutdown, cannot connect now, too many connections.
  '57P01',
  '57P02',
  '57P03',
  '53300',
]);

/** What TLS says of a certificate: unknown authority, another name, out of its time. */
const UNTRUSTED_CODES: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
]);

/** True when the failure, or what caused it, carries one of the codes. */
function hasCode(thrown: unknown, codes: ReadonlySet<string>): boolean {
  for (let at = thrown, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1) {
    const { code } = at as { code?: unknown };
    if (typeof code === 'string' && codes.has(code)) return true;
  }
  return false;
}
