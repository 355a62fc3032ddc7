// One line of a suppression import → a checked record (the contract's section 8.5; compliance 3.2, 3.4).
import {
  REASONS_WITHOUT_EFFECT,
  SUPPRESSION_REASONS,
  type SuppressionReason,
  type SuppressionRecord,
  type SuppressionScope,
} from '../../model/suppression.ts';
import { parseWord } from '../../parse/cell-values.ts';
import { type Cells, type ImportClock, LineReader } from './line-reader.ts';
import { type Rejection, rejection } from './rejection.ts';

/** Reasons that speak of marketing alone; without a scope, all others hold everywhere. */
const MARKETING_BY_DEFAULT: ReadonlySet<SuppressionReason> = new Set([
  'unsubscribe',
  'authorization_revoked',
  'unengaged_sunset',
  'fundraising_optout',
  'minor',
]);

/** `list:` or `sender:` with one of our own public ids. */
const SCOPE_REFERENCE = /^(list|sender):([A-Za-z0-9_-]{1,64})$/i;

const HASH = { md5: /^[0-9a-f]{32}$/i, sha256: /^[0-9a-f]{64}$/i } as const;

/**
 * Reads `address`, `domain` or `hash`, `reason`, and optionally `scope`, `expires_at` and
 * `received_at`. The text of an address or domain is not judged here. `receivedAt` is read as late
 * as the file allows, so that an unsubscribe known by its day alone is not outrun by a consent of
 * the same day.
 */
export function parseSuppressionLine(cells: Cells, clock: ImportClock): SuppressionRecord | Rejection {
  const line = new LineReader(cells, clock);
  const match = readMatch(line);
  const reason = readReason(line);
  const scope = reason === null ? null : readScope(line, reason);
  const expiresAt = line.expiry('expires_at');
  const receivedAt = line.latestPast('received_at');
  if (line.rejection !== null) return line.rejection;
  if (match === null || reason === null || scope === null) return rejection('value-missing', 'reason');
  return { match, reason, scope, expiresAt, receivedAt };
}

/** The scope of a reason when the line names none. */
export function defaultScope(reason: SuppressionReason): SuppressionScope {
  return MARKETING_BY_DEFAULT.has(reason) ? 'marketing' : 'all';
}

/** A scope of the contract's vocabulary, or null. Ids keep their case. */
export function parseScope(text: string): SuppressionScope | null {
  const word = parseWord(text, ['all', 'marketing', 'transactional'] as const);
  if (word !== null) return word;
  const reference = SCOPE_REFERENCE.exec(text);
  if (reference === null) return null;
  const id = reference[2] ?? '';
  return reference[1]?.toLowerCase() === 'list' ? `list:${id}` : `sender:${id}`;
}

/** Whom a line means: `address`, `domain` or `hash`, and only one of them. */
export function readMatch(line: LineReader): SuppressionRecord['match'] | null {
  const address = line.text('address');
  const domain = line.text('domain');
  const hash = line.text('hash');
  const given = [address, domain, hash].filter((text) => text !== null);
  if (given.length > 1) return line.refuse('match-ambiguous', 'address');
  if (hash !== null) return hashMatch(hash) ?? line.refuse('hash-invalid', 'hash');
  if (domain !== null) return { by: 'domain', text: domain.replace(/^@/, '') };
  if (address === null) return line.refuse('match-missing', 'address');
  // Partners exchange hashes and `@domain` lines in the one column of addresses (compliance 3.4).
  if (address.startsWith('@')) return { by: 'domain', text: address.slice(1) };
  return hashMatch(address) ?? { by: 'address', text: address };
}

/** MD5 and SHA-256 are told apart by length; stored in lower case. */
function hashMatch(text: string): SuppressionRecord['match'] | null {
  if (HASH.md5.test(text)) return { by: 'hash', algorithm: 'md5', hex: text.toLowerCase() };
  if (HASH.sha256.test(text)) return { by: 'hash', algorithm: 'sha256', hex: text.toLowerCase() };
  return null;
}

function readReason(line: LineReader): SuppressionReason | null {
  const text = line.text('reason');
  if (text !== null && parseWord(text, REASONS_WITHOUT_EFFECT) !== null) {
    return line.refuse('reason-without-effect', 'reason');
  }
  return line.required('reason', line.word('reason', SUPPRESSION_REASONS, 'reason-unknown'));
}

function readScope(line: LineReader, reason: SuppressionReason): SuppressionScope | null {
  const text = line.text('scope');
  if (text === null) return defaultScope(reason);
  return parseScope(text) ?? line.refuse('scope-unknown', 'scope');
}
