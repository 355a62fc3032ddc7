// What a role may know of the reasons of a release: numbers of everything, or classes where few people stand behind.
import type { KeyRole } from '../model/actor.ts';
import type { ReleaseReason } from '../model/decision.ts';

/** What kind of reason it is, without saying which. */
export const REASON_CLASSES = ['SUPPRESSED', 'PERMISSION', 'VERIFICATION', 'DECLARATION'] as const;
export type ReasonClass = (typeof REASON_CLASSES)[number];

/** A number of rows that names nobody; a smaller one is shown as `<11` (the small cells of CMS, compliance 5.2). */
const SMALL_CELL = 11;
export const FEW = '<11';

/** Reason or class → rows. */
export type ShownReasons = Readonly<Partial<Record<ReleaseReason | ReasonClass, number | typeof FEW>>>;

/** Roles that work for the organisation itself and see every code; people of compliance and owners will too. */
const EXACT_ROLES: ReadonlySet<KeyRole> = new Set(['service', 'auditor']);

/** Reasons that tell something about a person that no sender may learn, in whatever number (compliance 5.2). */
const NEVER_NAMED = /_(WRONG_PERSON|DECEASED|GDPR_ERASURE|LITIGATOR)$/;

const DECLARATIONS: ReadonlySet<ReleaseReason> = new Set([
  'PROVENANCE_PURCHASED',
  'SOURCE_UNKNOWN',
  'CONTENT_UNCLASSIFIED',
  'PHI_BASIS_UNKNOWN',
]);

/** True for a role that sees the reasons as they were counted. */
export function seesExactReasons(role: KeyRole): boolean {
  return EXACT_ROLES.has(role);
}

/**
 * The reasons as everybody else sees them: a code with at least 11 rows, except those that are never named, keeps
 * its number; all others are added up in their class, and a class of fewer than 11 rows is `<11`.
 */
export function gradedReasons(reasons: Readonly<Partial<Record<ReleaseReason, number>>>): ShownReasons {
  const shown: Partial<Record<ReleaseReason | ReasonClass, number | typeof FEW>> = {};
  const classes = new Map<ReasonClass, number>();
  for (const [reason, rows] of Object.entries(reasons) as [ReleaseReason, number][]) {
    if (rows >= SMALL_CELL && !NEVER_NAMED.test(reason)) shown[reason] = rows;
    else classes.set(classOf(reason), (classes.get(classOf(reason)) ?? 0) + rows);
  }
  for (const [name, rows] of classes) shown[name] = rows >= SMALL_CELL ? rows : FEW;
  return shown;
}

/** The class of a reason; what speaks of the person's permission is told apart from what was verified. */
export function classOf(reason: ReleaseReason): ReasonClass {
  if (/^SUPPRESS(ED|ION)_/.test(reason)) return 'SUPPRESSED';
  if (/^(AUTHZ|STATE)_|_CONSENT$|^MINOR$/.test(reason)) return 'PERMISSION';
  return DECLARATIONS.has(reason) ? 'DECLARATION' : 'VERIFICATION';
}
