// One keyed digest over all decisions of a release: a file is made only from what was decided.
import { createHmac } from 'node:crypto';
import { SluiceError } from '../errors.ts';
import { type Decision, OUTCOMES, RELEASE_REASONS } from '../model/decision.ts';
import { INDEX_KEY_BYTES } from '../vault/blind-index.ts';
import type { RingKey } from '../vault/key-ring.ts';
import { deriveUse, hkdfKey } from '../vault/key-use.ts';
import { lengthPrefixed } from '../vault/length-prefix.ts';
import { NO_PRIMARY } from '../vault/merkle.ts';

/** A row of `release_chunks`. */
export interface DecidedChunk {
  readonly seq: number;
  readonly firstRow: number;
  readonly rows: number;
  /** 16 bytes a row. */
  readonly addressKeys: Uint8Array;
  /** uint16 a row, little-endian: index into the release's decisions. */
  readonly decisionIds: Buffer;
  /** uint32 a row: seconds since 1970, 0 for none. */
  readonly expiries: Uint8Array;
}

/** What else the file is made by and judged by. */
export interface SealedTerms {
  readonly revision: number;
  /** The snapshot of the decision (pg_snapshot text): what it did not see makes a file stale. */
  readonly snapshot: string;
  /** When the first consent behind a released row expires. */
  readonly firstExpiryAt: Date | null;
  /** Names of the released columns. */
  readonly columns: readonly string[];
}

/** Decisions of consecutive rows, as the proof and the seal take them. */
export interface PackedDecisions {
  readonly outcomes: Uint8Array;
  readonly primaries: Uint16Array;
}

/** One of the release's distinct decisions, as far as it counts here. */
export type StoredDecision = Pick<Decision, 'outcome' | 'primary'>;

/** Outcome and primary reason of each row. @throws SluiceError `fail-closed` for a row without a decision. */
export function packDecisions(
  { rows, decisionIds }: Pick<DecidedChunk, 'rows' | 'decisionIds'>,
  decisions: readonly StoredDecision[],
): PackedDecisions {
  if (decisionIds.length !== rows * 2) throw changed();
  const codes = decisions.map(({ outcome, primary }) => ({
    outcome: OUTCOMES.indexOf(outcome),
    primary: primary === null ? NO_PRIMARY : RELEASE_REASONS.indexOf(primary),
  }));
  const outcomes = new Uint8Array(rows);
  const primaries = new Uint16Array(rows);
  for (let at = 0; at < rows; at += 1) {
    const code = codes[decisionIds.readUInt16LE(at * 2)];
    if (!code || code.outcome < 0 || code.primary < 0) throw changed();
    outcomes[at] = code.outcome;
    primaries[at] = code.primary;
  }
  return { outcomes, primaries };
}

/**
 * HMAC-SHA-256 under the release's own key, over every row's person, outcome, primary reason and expiry, in
 * order, and over the terms. The Merkle root proves single rows to others and costs a hash a row; this is one
 * pass over some bytes a row, quick enough to be made again before each download.
 */
export function createDecisionSeal(auditKey: RingKey, releaseId: string) {
  const key = hkdfKey(deriveUse(auditKey, 'decisions'), lengthPrefixed([releaseId]));
  const hmac = createHmac('sha256', key);
  let nextSeq = 0;
  let nextRow = 1;
  return {
    /** Takes the next chunk. @throws SluiceError `fail-closed` when it is not the next, or of another size. */
    add(chunk: DecidedChunk, { outcomes, primaries }: PackedDecisions): void {
      const { seq, firstRow, rows, addressKeys, expiries } = chunk;
      const fits = addressKeys.length === rows * INDEX_KEY_BYTES && expiries.length === rows * 4;
      if (!fits || seq !== nextSeq || firstRow !== nextRow) throw changed();
      nextSeq += 1;
      nextRow += rows;
      hmac.update(lengthPrefixed([seq, firstRow, rows]));
      for (const bytes of [addressKeys, outcomes, bytesOf(primaries), expiries]) hmac.update(bytes);
    },

    /** The digest as hex; call it last. */
    digest({ revision, snapshot, firstExpiryAt, columns }: SealedTerms): string {
      const terms = [revision, snapshot, firstExpiryAt?.getTime() ?? 0, ...columns];
      return hmac.update(lengthPrefixed(['end', nextSeq, ...terms])).digest('hex');
    },
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function changed(): SluiceError {
  return new SluiceError('fail-closed', {
    detail: 'The decisions of a release are not those that were made.',
  });
}
