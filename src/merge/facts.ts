// What the gate knows of a row, packed into small integers so that each combination is judged once.
import { AUTHORIZATION_STATUSES, type AuthorizationStatus } from '../model/decision.ts';
import { SUPPRESSION_REASONS, type SuppressionReason } from '../model/suppression.ts';
import { REASONS, type VerdictReason } from '../model/verdict.ts';
import { type BitField, entryOf, put, requireWidth, take } from './bit-field.ts';
import { RESIDENCES, type Residence } from './state-overlay.ts';

/**
 * The person's half: one NOT NULL bigint from SQL, below 2^31. The SQL function that makes it uses
 * the same shifts. A field of one bit is 1 for true.
 *
 * | bits  | field              | holds                                                    |
 * | ----- | ------------------ | -------------------------------------------------------- |
 * | 0–18  | suppressions       | bit i: SUPPRESSION_REASONS[i] is in force for the stream |
 * | 19–21 | authorization      | index in AUTHORIZATION_STATUSES                          |
 * | 22    | affirmative        | affirmative consent, or a state's, is in force           |
 * | 23    | remunerationStated | the authorization states remuneration                    |
 * | 24    | addressConfirmed   | the person proved that the address is theirs             |
 * | 25    | minor              | a minor without a representative                         |
 * | 26    | engaged            | a delivery or click lately                               |
 * | 27    | probableSame       | the folded key alone meets a suppression                 |
 * | 28    | specialHeld        | the special consent (42 CFR Part 2) is in force          |
 * | 29–30 | residence          | index in RESIDENCES                                      |
 */
export const PERSON_BITS = {
  suppressions: { shift: 0, bits: 19 },
  authorization: { shift: 19, bits: 3 },
  affirmative: { shift: 22, bits: 1 },
  remunerationStated: { shift: 23, bits: 1 },
  addressConfirmed: { shift: 24, bits: 1 },
  minor: { shift: 25, bits: 1 },
  engaged: { shift: 26, bits: 1 },
  probableSame: { shift: 27, bits: 1 },
  specialHeld: { shift: 28, bits: 1 },
  residence: { shift: 29, bits: 2 },
} as const satisfies Record<string, BitField>;

/** Bits in the person's half. */
export const PERSON_WIDTH = 31;

/**
 * The row's half: what verification knows, below 2^12.
 *
 * | bits | field         | holds                                    |
 * | ---- | ------------- | ---------------------------------------- |
 * | 0–5  | verdictReason | index in REASONS                         |
 * | 6–8  | toxicity      | 0 to 5; 7: unknown                       |
 * | 9    | duplicate     | a later row of an address seen before    |
 * | 10   | stale         | the verdict is too old for the release   |
 * | 11   | sharedMailbox | a role account, whatever the verdict     |
 */
export const ROW_BITS = {
  verdictReason: { shift: 0, bits: 6 },
  toxicity: { shift: 6, bits: 3 },
  duplicate: { shift: 9, bits: 1 },
  stale: { shift: 10, bits: 1 },
  sharedMailbox: { shift: 11, bits: 1 },
} as const satisfies Record<string, BitField>;

/** Bits in the row's half. */
export const ROW_WIDTH = 12;

/** The packed value of a toxicity that could not be computed. */
export const TOXICITY_UNKNOWN = 7;

export interface PersonFacts {
  /** In force for the stream, in reporting order. */
  readonly suppressions: readonly SuppressionReason[];
  readonly authorization: AuthorizationStatus;
  readonly affirmative: boolean;
  readonly remunerationStated: boolean;
  readonly addressConfirmed: boolean;
  readonly minor: boolean;
  readonly engaged: boolean;
  readonly probableSame: boolean;
  readonly specialHeld: boolean;
  readonly residence: Residence;
}

export interface RowFacts {
  readonly verdictReason: VerdictReason;
  /** 0–5; null: unknown. */
  readonly toxicity: number | null;
  readonly duplicate: boolean;
  readonly stale: boolean;
  readonly sharedMailbox: boolean;
}

/** Packs the person's half; the mirror of the SQL function. */
export function packPersonFacts(facts: PersonFacts): number {
  const mask = facts.suppressions.reduce(
    (sum, reason) => sum | (1 << SUPPRESSION_REASONS.indexOf(reason)),
    0,
  );
  return (
    put(PERSON_BITS.suppressions, mask) +
    put(PERSON_BITS.authorization, AUTHORIZATION_STATUSES.indexOf(facts.authorization)) +
    put(PERSON_BITS.affirmative, Number(facts.affirmative)) +
    put(PERSON_BITS.remunerationStated, Number(facts.remunerationStated)) +
    put(PERSON_BITS.addressConfirmed, Number(facts.addressConfirmed)) +
    put(PERSON_BITS.minor, Number(facts.minor)) +
    put(PERSON_BITS.engaged, Number(facts.engaged)) +
    put(PERSON_BITS.probableSame, Number(facts.probableSame)) +
    put(PERSON_BITS.specialHeld, Number(facts.specialHeld)) +
    put(PERSON_BITS.residence, RESIDENCES.indexOf(facts.residence))
  );
}

/**
 * Reads the person's half.
 *
 * @throws SluiceError `fail-closed` for a number that packing cannot have made
 */
export function unpackPersonFacts(packed: number): PersonFacts {
  requireWidth(packed, PERSON_WIDTH);
  const mask = take(packed, PERSON_BITS.suppressions);
  return {
    suppressions: SUPPRESSION_REASONS.filter((_, index) => (mask & (1 << index)) !== 0),
    authorization: entryOf(AUTHORIZATION_STATUSES, take(packed, PERSON_BITS.authorization)),
    affirmative: take(packed, PERSON_BITS.affirmative) === 1,
    remunerationStated: take(packed, PERSON_BITS.remunerationStated) === 1,
    addressConfirmed: take(packed, PERSON_BITS.addressConfirmed) === 1,
    minor: take(packed, PERSON_BITS.minor) === 1,
    engaged: take(packed, PERSON_BITS.engaged) === 1,
    probableSame: take(packed, PERSON_BITS.probableSame) === 1,
    specialHeld: take(packed, PERSON_BITS.specialHeld) === 1,
    residence: entryOf(RESIDENCES, take(packed, PERSON_BITS.residence)),
  };
}

/** Packs the row's half. */
export function packRowFacts(facts: RowFacts): number {
  return (
    put(ROW_BITS.verdictReason, REASONS.indexOf(facts.verdictReason)) +
    put(ROW_BITS.toxicity, facts.toxicity ?? TOXICITY_UNKNOWN) +
    put(ROW_BITS.duplicate, Number(facts.duplicate)) +
    put(ROW_BITS.stale, Number(facts.stale)) +
    put(ROW_BITS.sharedMailbox, Number(facts.sharedMailbox))
  );
}

/**
 * Reads the row's half.
 *
 * @throws SluiceError `fail-closed` for a number that packing cannot have made
 */
export function unpackRowFacts(packed: number): RowFacts {
  requireWidth(packed, ROW_WIDTH);
  const toxicity = take(packed, ROW_BITS.toxicity);
  return {
    verdictReason: entryOf(REASONS, take(packed, ROW_BITS.verdictReason)),
    toxicity: toxicity === TOXICITY_UNKNOWN ? null : toxicity,
    duplicate: take(packed, ROW_BITS.duplicate) === 1,
    stale: take(packed, ROW_BITS.stale) === 1,
    sharedMailbox: take(packed, ROW_BITS.sharedMailbox) === 1,
  };
}

/** Both halves as one safe integer: rows with equal keys have equal facts, so one decision serves all. */
export function factKey(personFacts: number, rowFacts: number): number {
  return rowFacts * 2 ** PERSON_WIDTH + personFacts;
}

/** Takes a fact key apart: the person's half and the row's half. */
export function splitFactKey(key: number): { readonly personFacts: number; readonly rowFacts: number } {
  return { personFacts: key % 2 ** PERSON_WIDTH, rowFacts: Math.floor(key / 2 ** PERSON_WIDTH) };
}
