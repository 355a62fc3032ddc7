// The judgement about a mailbox, its reasons and the result that callers see.

export const VERDICTS = ['undeliverable', 'risky', 'unknown', 'deliverable'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Reasons per verdict; the worst verdict wins, within a verdict the first reason wins. */
export const VERDICT_REASONS = {
  undeliverable: [
    'invalid-syntax',
    'non-public-ip',
    'special-use-domain',
    'unknown-tld',
    'nxdomain',
    'null-mx',
    'no-mail-host',
    'unreachable-mail-host',
    'mailbox-rejected',
    'hard-bounce-history',
  ],
  risky: [
    'toxic',
    'typo-domain',
    'disposable',
    'accept-all',
    'mixed-script',
    'quoted-local',
    'address-literal',
    'source-route',
    'legacy-jp-carrier',
    'unusual-unicode',
    'needs-smtputf8',
  ],
  unknown: ['dns-timeout', 'dns-servfail', 'dns-refused', 'dns-skipped', 'not-checked'],
  deliverable: ['ok', 'relay', 'role-account'],
} as const satisfies Record<Verdict, readonly string[]>;

export type VerdictReason = (typeof VERDICT_REASONS)[Verdict][number];

/** All reasons, worst first. Packed rows store the index, so the order is frozen: append only. */
export const REASONS = [
  ...VERDICT_REASONS.undeliverable,
  ...VERDICT_REASONS.risky,
  ...VERDICT_REASONS.unknown,
  ...VERDICT_REASONS.deliverable,
] as const satisfies readonly VerdictReason[];

export const CHECK_OUTCOMES = ['pass', 'fail', 'unknown'] as const;
export type CheckOutcome = (typeof CHECK_OUTCOMES)[number];

/** One check's answer. `source` is `rule`, `dns`, `history`, or a list as `name@version`. */
export interface CheckResult {
  readonly check: string;
  readonly outcome: CheckOutcome;
  /** A verdict reason when the outcome speaks against the address, else a plain kebab-case word. */
  readonly reason: string;
  readonly source: string;
}

/** What the verdict stands on. Packed rows store the index: append only. */
export const EVIDENCES = ['syntax', 'domain', 'mailbox'] as const;
export type Evidence = (typeof EVIDENCES)[number];

export interface ToxicitySignal {
  readonly code: string;
  readonly points: number;
  readonly source: string;
}

export interface Toxicity {
  /** 0 (nothing found) to 5 (known trap, litigator or complainer). */
  readonly score: number;
  readonly signals: readonly ToxicitySignal[];
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly reason: VerdictReason;
  readonly evidence: Evidence;
  /** 0–100; null when the verdict is unknown. */
  readonly score: number | null;
}
