// The signals of toxicity, their points and where each comes from; `docs/toxicity.md` explains them.

interface SignalRow {
  readonly code: string;
  readonly points: number;
  /** `rule`: the code itself; `list`: the hit's list as `name@version`; `history`: what the organisation knows. */
  readonly source: 'rule' | 'list' | 'history';
  /** What it says about the address, for a person. */
  readonly says: string;
}

/** In reporting order. The score is the sum of the points, capped at `TOXICITY_MAX`. */
export const TOXICITY_SIGNALS = [
  {
    code: 'trap-shaped',
    points: 4,
    source: 'rule',
    says: 'The local part is called what trap operators call their mailboxes.',
  },
  {
    code: 'abuse-desk',
    points: 3,
    source: 'rule',
    says: 'The mailbox takes in complaints or serves a block list.',
  },
  { code: 'no-reply', points: 3, source: 'rule', says: 'Nobody reads the mailbox.' },
  { code: 'disposable', points: 3, source: 'list', says: 'The domain gives out throw-away mailboxes.' },
  {
    code: 'parked-domain',
    points: 4,
    source: 'list',
    says: 'All mail for the domain goes to hosts behind parked domains.',
  },
  { code: 'random-local', points: 2, source: 'rule', says: 'A machine made the local part.' },
  {
    code: 'keyboard-walk',
    points: 2,
    source: 'rule',
    says: 'Fingers walked along a line of keys, or one key was held down.',
  },
  { code: 'typo-domain', points: 1, source: 'list', says: 'The domain is a typo of a large provider.' },
  { code: 'role-at-free', points: 1, source: 'list', says: "A function's name at a free provider." },
  { code: 'trap', points: 5, source: 'history', says: 'It is on your list of spam traps.' },
  { code: 'litigator', points: 5, source: 'history', says: 'It is on your list of litigators.' },
  { code: 'complainer', points: 5, source: 'history', says: 'It is on your list of complainers.' },
  { code: 'complaint', points: 4, source: 'history', says: 'The person complained about your mail.' },
  { code: 'hard-bounce', points: 3, source: 'history', says: 'Your own mail to it bounced for good.' },
  { code: 'unsubscribe', points: 1, source: 'history', says: 'The person has left a list of yours.' },
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
