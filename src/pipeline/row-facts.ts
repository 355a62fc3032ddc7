// What verification knows of the rows of a chunk, packed for the gate.
import { ROW_BITS } from '../merge/facts.ts';
import { isStale } from '../merge/policy.ts';
import { riskOf, verdictOf } from '../merge/release-facts.ts';
import type { ReleaseTerms } from '../model/decision.ts';
import { REASONS } from '../model/verdict.ts';
import { isMailbox, isRoleAccount } from '../score/local-facts.ts';
import { keyWords } from './duplicate-table.ts';

export interface VerifiedChunk {
  readonly rows: number;
  readonly reasons: Buffer | null;
  readonly toxicities: Buffer | null;
  readonly duplicateOf: Buffer | null;
  readonly localFacts: Buffer | null;
  readonly verifiedAt: Date | null;
}

/** A row without a key is met by no suppression, so to the gate it is never more than this. */
const NO_ADDRESS = REASONS.indexOf('invalid-syntax');

/** One packed number a row, as `packRowFacts` makes it; the age of the verdicts is the chunk's. */
export function packedRowFacts(chunk: VerifiedChunk, terms: ReleaseTerms, now: Date): Uint16Array {
  const stale = staleReasons(chunk.verifiedAt, terms, now);
  const duplicateOf = keyWords(chunk.duplicateOf ?? new Uint8Array());
  const local = keyWords(chunk.localFacts ?? new Uint8Array());
  const packed = new Uint16Array(chunk.rows);
  for (let at = 0; at < chunk.rows; at += 1) {
    const reason = isMailbox(local[at] ?? 0) ? (chunk.reasons?.[at] ?? 0) : NO_ADDRESS;
    packed[at] =
      (reason << ROW_BITS.verdictReason.shift) |
      ((chunk.toxicities?.[at] ?? 7) << ROW_BITS.toxicity.shift) |
      (Number((duplicateOf[at] ?? 0) !== 0) << ROW_BITS.duplicate.shift) |
      ((stale[reason] ?? 1) << ROW_BITS.stale.shift) |
      (Number(isRoleAccount(local[at] ?? 0)) << ROW_BITS.sharedMailbox.shift);
  }
  return packed;
}

/** 1 for each reason whose verdict is too old to release on. */
function staleReasons(verifiedAt: Date | null, { phiBasis, policy }: ReleaseTerms, now: Date): Uint8Array {
  const ageSeconds = verifiedAt === null ? Number.NaN : (now.getTime() - verifiedAt.getTime()) / 1000;
  return Uint8Array.from(REASONS, (reason) =>
    Number(isStale(verdictOf(reason), riskOf(reason), Math.max(0, ageSeconds), phiBasis, policy)),
  );
}
