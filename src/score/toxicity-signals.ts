// The signals of toxicity, their points and where each comes from; `docs/toxicity.md` explains them.

interface SignalRow {
  readonly code: string;
  readonly points: number;
  /** `rule`: the code itself; `list`: the hit's list as `name@version`. */
  readonly source: 'rule' | 'list';
}

/** In reporting order. The score is the sum of the points, capped at `TOXICITY_MAX`. */
export const TOXICITY_SIGNALS = [
  { code: 'trap-shaped', points: 4, source: 'rule' },
  { code: 'abuse-desk', points: 3, source: 'rule' },
  { code: 'no-reply', points: 3, source: 'rule' },
  { code: 'disposable', points: 3, source: 'list' },
  { code: 'random-local', points: 2, source: 'rule' },
  { code: 'keyboard-walk', points: 2, source: 'rule' },
  { code: 'typo-domain', points: 1, source: 'list' },
  { code: 'role-at-free', points: 1, source: 'list' },
] as const satisfies readonly SignalRow[];
export type ToxicityCode = (typeof TOXICITY_SIGNALS)[number]['code'];

export const TOXICITY_MAX = 5;

/** From here on the verdict is `risky/toxic`. */
export const TOXIC_FROM = 4;

/** Signals that the local part alone gives. The order is frozen, because packed rows store the bits. */
export const LOCAL_SIGNALS = [
  'no-reply',
  'abuse-desk',
  'trap-shaped',
  'random-local',
  'keyboard-walk',
] as const satisfies readonly ToxicityCode[];
export type LocalSignal = (typeof LOCAL_SIGNALS)[number];
