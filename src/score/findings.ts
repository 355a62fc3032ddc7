// What a packed row keeps of a judgement beside its numbers: the signals of its toxicity, and its evidence.
//
// Layout, frozen (packed rows store it; append only):
//   bits  0–23  one bit per entry of PACKED_SIGNALS (room for 24)
//   bits 24–25  index into EVIDENCES
//   bits 26–27  0, or 1 + index into LOCAL_LISTS: the local list that the domain is on
import { LOCAL_LISTS, type LocalList } from '../model/own-lists.ts';
import { EVIDENCES, type Evidence } from '../model/verdict.ts';
import type { Assessment } from './assess.ts';
import type { ToxicityCode } from './toxicity-signals.ts';

/** Every signal once; the order says the bit. */
export const PACKED_SIGNALS: readonly ToxicityCode[] = [
  'trap-shaped',
  'abuse-desk',
  'no-reply',
  'disposable',
  'random-local',
  'keyboard-walk',
  'typo-domain',
  'role-at-free',
  'trap',
  'litigator',
  'complainer',
  'complaint',
  'hard-bounce',
  'unsubscribe',
  'parked-domain',
];

export const PACKED_SIGNAL_ROOM = 24;
const EVIDENCE_SHIFT = 24;
const LOCAL_SHIFT = 26;
const FIELD = 3;

/** An unsigned number below 2²⁸ in the layout above. */
export type Findings = number;

const SIGNAL_BITS: ReadonlyMap<string, number> = new Map(PACKED_SIGNALS.map((code, at) => [code, 1 << at]));

export function packFindings({ toxicity, judgement }: Assessment, local: LocalList | null): Findings {
  let findings = EVIDENCES.indexOf(judgement.evidence) << EVIDENCE_SHIFT;
  for (const { code } of toxicity.signals) findings |= SIGNAL_BITS.get(code) ?? 0;
  return local === null ? findings : findings | ((LOCAL_LISTS.indexOf(local) + 1) << LOCAL_SHIFT);
}

/** The codes of the signals, in the order of PACKED_SIGNALS. */
export function signalsIn(findings: Findings): ToxicityCode[] {
  return PACKED_SIGNALS.filter((_, at) => (findings & (1 << at)) !== 0);
}

export function evidenceIn(findings: Findings): Evidence {
  return EVIDENCES[(findings >> EVIDENCE_SHIFT) & FIELD] ?? 'syntax';
}

export function localListIn(findings: Findings): LocalList | null {
  return LOCAL_LISTS[((findings >> LOCAL_SHIFT) & FIELD) - 1] ?? null;
}
