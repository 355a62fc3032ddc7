// Rows 20 to 26 of the release table: the row itself, suppression, and where the address came from.
import type { ReleaseReason } from '../model/decision.ts';
import { SUPPRESSION_REASONS, type SuppressionReason } from '../model/suppression.ts';
import { type Rule, rule } from './rule.ts';
import { type Effect, effectOf } from './suppression-effects.ts';

/** The reasons that may ask for a review instead of a block. */
const REVIEWED = [
  'complaint_fbl',
  'litigator',
  'domain_block',
  'manual',
  'disposable',
  'soft_bounce_limit',
  'role_account',
] as const satisfies readonly SuppressionReason[];

/** A rule of row 23 or 24: the reason is in force and has this effect on the release. */
function suppressionRule(
  row: string,
  code: ReleaseReason,
  reason: SuppressionReason,
  effect: Exclude<Effect, 'none'>,
): Rule {
  const outcome = effect === 'block' ? 'exclude' : 'hold';
  return rule(row, code, ['suppressions', 'stream', 'content', 'policy'], (matter) => {
    if (matter.suppressions === 'unknown' || !matter.suppressions.includes(reason)) return null;
    return effectOf(reason, matter) === effect ? outcome : null;
  });
}

const upper = <S extends string>(text: S): Uppercase<S> => text.toUpperCase() as Uppercase<S>;

export const RECORD_RULES: readonly Rule[] = [
  rule('20', 'SYNTAX_INVALID', ['verdictReason'], ({ verdictReason }) =>
    verdictReason === 'invalid-syntax' ? 'exclude' : null,
  ),
  rule('21', 'DUPLICATE', ['duplicate'], ({ duplicate }) => (duplicate ? 'exclude' : null)),
  rule('22', 'SUPPRESSION_UNKNOWN', ['suppressions'], ({ suppressions }) =>
    suppressions === 'unknown' ? 'hold' : null,
  ),
  ...SUPPRESSION_REASONS.map((reason) =>
    suppressionRule('23', `SUPPRESSED_${upper(reason)}`, reason, 'block'),
  ),
  ...REVIEWED.map((reason) => suppressionRule('24', `SUPPRESSION_REVIEW_${upper(reason)}`, reason, 'hold')),
  rule('24b', 'SUPPRESSED_PROBABLE_SAME', ['suppressedProbableSame'], ({ suppressedProbableSame }) =>
    suppressedProbableSame ? 'hold' : null,
  ),
  rule('25', 'PROVENANCE_PURCHASED', ['stream', 'source'], ({ stream, source }) =>
    stream === 'marketing' && (source === 'purchased' || source === 'appended') ? 'exclude' : null,
  ),
  rule('26', 'SOURCE_UNKNOWN', ['stream', 'source'], ({ stream, source }) =>
    stream === 'marketing' && source === 'unknown' ? 'hold' : null,
  ),
];
