// Everything that the judgement needs from an address itself, packed into one number that rows can keep.
//
// Layout, frozen (packed rows store it; append only). Bit 31 stays 0, so that the number never turns
// negative and V8 keeps it unboxed.
//   bits  0–5   syntax: 0 for a mailbox, else 1 + index into SYNTAX_REASONS
//   bits  6–23  one bit per entry of SYNTAX_FLAGS (room for 18)
//   bit  24     role account
//   bit  25     subaddress (a `+` detail)
//   bits 26–30  one bit per entry of LOCAL_SIGNALS (room for 5)
import {
  type ParseOutcome,
  SYNTAX_FLAGS,
  SYNTAX_REASONS,
  type SyntaxFlag,
  type SyntaxReason,
} from '../model/mailbox.ts';
import type { ReferenceLists } from '../model/reference-lists.ts';
import { localSignals } from './local-signals.ts';
import { LOCAL_SIGNALS, type LocalSignal } from './toxicity-signals.ts';

/** An unsigned number below 2³¹ in the layout above. It holds no part of the address. */
export type LocalFacts = number;

export const REASON_BITS = 6;
const FLAG_SHIFT = 6;
export const FLAG_ROOM = 18;
const SIGNAL_SHIFT = 26;
export const SIGNAL_ROOM = 5;

const REASON_MASK = (1 << REASON_BITS) - 1;
const ROLE_BIT = 1 << 24;
const SUBADDRESS_BIT = 1 << 25;
const FLAG_MASK = ((1 << FLAG_ROOM) - 1) << FLAG_SHIFT;
const SIGNAL_MASK = ((1 << SIGNAL_ROOM) - 1) << SIGNAL_SHIFT;

const REASON_CODES = new Map(SYNTAX_REASONS.map((reason, index) => [reason, index + 1]));
const FLAG_BITS = new Map(SYNTAX_FLAGS.map((flag, index) => [flag, 1 << (FLAG_SHIFT + index)]));
const SIGNAL_BITS = new Map(LOCAL_SIGNALS.map((signal, index) => [signal, 1 << (SIGNAL_SHIFT + index)]));

const NO_FLAGS: readonly SyntaxFlag[] = [];

/** Packs what the parser and the role list say about one address. Pure; the same for equal lists. */
export function localFacts(outcome: ParseOutcome, lists: ReferenceLists): LocalFacts {
  if (!outcome.valid) return REASON_CODES.get(outcome.reason) ?? REASON_MASK;
  let facts = 0;
  for (const flag of outcome.flags) facts |= FLAG_BITS.get(flag) ?? 0;
  const { localPart } = outcome.mailbox;
  return localPart.startsWith('"') ? facts : facts | factsOfDotString(localPart, lists);
}

function factsOfDotString(localPart: string, lists: ReferenceLists): number {
  const plus = localPart.indexOf('+');
  const user = (plus > 0 ? localPart.slice(0, plus) : localPart).toLowerCase();
  let facts = plus > 0 ? SUBADDRESS_BIT : 0;
  if (lists.roles.has(user)) facts |= ROLE_BIT;
  for (const signal of localSignals(user)) facts |= SIGNAL_BITS.get(signal) ?? 0;
  return facts;
}

/** Why the address is not a mailbox; null for a mailbox. */
export function syntaxReasonOf(facts: LocalFacts): SyntaxReason | null {
  return SYNTAX_REASONS[(facts & REASON_MASK) - 1] ?? null;
}

export function isMailbox(facts: LocalFacts): boolean {
  return (facts & REASON_MASK) === 0;
}

/** A mailbox without any syntax flag. */
export function isOrdinary(facts: LocalFacts): boolean {
  return (facts & (REASON_MASK | FLAG_MASK)) === 0;
}

export function hasFlag(facts: LocalFacts, flag: SyntaxFlag): boolean {
  return (facts & (FLAG_BITS.get(flag) ?? 0)) !== 0;
}

/** The syntax flags in the order of SYNTAX_FLAGS. */
export function flagsOf(facts: LocalFacts): readonly SyntaxFlag[] {
  return isOrdinary(facts) ? NO_FLAGS : SYNTAX_FLAGS.filter((flag) => hasFlag(facts, flag));
}

export function isRoleAccount(facts: LocalFacts): boolean {
  return (facts & ROLE_BIT) !== 0;
}

export function hasSubaddress(facts: LocalFacts): boolean {
  return (facts & SUBADDRESS_BIT) !== 0;
}

export function hasAnySignal(facts: LocalFacts): boolean {
  return (facts & SIGNAL_MASK) !== 0;
}

export function hasSignal(facts: LocalFacts, signal: LocalSignal): boolean {
  return (facts & (SIGNAL_BITS.get(signal) ?? 0)) !== 0;
}
