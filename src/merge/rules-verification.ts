// Rows 45 to 59 of the release table: the verdict, its risks, toxicity and the declared class.
import type { Outcome } from '../model/decision.ts';
import { type Rule, revealsCondition, rule } from './rule.ts';

/** A toxicity outside 0 to 5 says nothing, so it is unknown. */
function knownToxicity(toxicity: number | null): number | null {
  return toxicity !== null && Number.isInteger(toxicity) && toxicity >= 0 && toxicity <= 5 ? toxicity : null;
}

/** A rule of rows 54 to 56: the toxicity has this value. */
function toxicityRule(
  row: string,
  reason: 'TOXIC_5' | 'TOXIC_4' | 'TOXIC_3',
  toxic: number,
  outcomes: { readonly marketing: Outcome; readonly transactional: Outcome; readonly essential: Outcome },
): Rule {
  return rule(row, reason, ['toxicity', 'stream', 'essential'], ({ toxicity, stream, essential }) => {
    if (toxicity !== toxic) return null;
    return stream === 'transactional' && essential ? outcomes.essential : outcomes[stream];
  });
}

const VERDICT_RULES: readonly Rule[] = [
  rule('45', 'UNDELIVERABLE', ['verdict'], ({ verdict }) => (verdict === 'undeliverable' ? 'exclude' : null)),
  rule('46', 'VERDICT_STALE', ['stale'], ({ stale }) => (stale ? 'hold' : null)),
  rule('47', 'VERDICT_UNKNOWN', ['verdict', 'stream', 'phiBasis'], ({ verdict, stream, phiBasis }) => {
    if (verdict !== 'unknown') return null;
    if (stream === 'marketing') return 'exclude';
    return revealsCondition(phiBasis) ? 'hold' : 'release';
  }),
];

const RISK_RULES: readonly Rule[] = [
  rule(
    '48',
    'ACCEPT_ALL',
    ['risk', 'stream', 'engaged', 'addressConfirmed'],
    ({ risk, stream, engaged, addressConfirmed }) => {
      if (risk !== 'accept-all') return null;
      return stream === 'transactional' || engaged || addressConfirmed ? 'release' : 'hold';
    },
  ),
  rule('49', 'DISPOSABLE', ['risk', 'stream'], ({ risk, stream }) => {
    if (risk !== 'disposable') return null;
    return stream === 'marketing' ? 'exclude' : 'hold';
  }),
  rule('50', 'SHARED_MAILBOX_PHI', ['risk', 'sharedMailbox', 'phiBasis'], (matter) => {
    const shared = matter.risk === 'role' || matter.sharedMailbox === true;
    return shared && revealsCondition(matter.phiBasis) ? 'hold' : null;
  }),
  rule(
    '51',
    'TYPO_SUSPECTED',
    ['risk', 'stream', 'phiBasis', 'addressConfirmed'],
    ({ risk, stream, phiBasis, addressConfirmed }) => {
      if (risk !== 'typo' || addressConfirmed) return null;
      return stream === 'marketing' || phiBasis !== 'none' ? 'hold' : 'release';
    },
  ),
  rule('51b', 'RISKY', ['risk', 'stream'], ({ risk, stream }) => {
    if (risk !== 'other') return null;
    return stream === 'marketing' ? 'hold' : 'release';
  }),
  rule('52', 'ADDRESS_UNCONFIRMED', ['addressConfirmed', 'phiBasis'], ({ addressConfirmed, phiBasis }) =>
    !addressConfirmed && revealsCondition(phiBasis) ? 'hold' : null,
  ),
];

const TOXICITY_RULES: readonly Rule[] = [
  rule('53', 'TOXICITY_UNKNOWN', ['toxicity', 'stream', 'phiBasis'], ({ toxicity, stream, phiBasis }) => {
    if (knownToxicity(toxicity) !== null) return null;
    return stream === 'marketing' || revealsCondition(phiBasis) ? 'hold' : 'release';
  }),
  toxicityRule('54', 'TOXIC_5', 5, { marketing: 'exclude', transactional: 'exclude', essential: 'hold' }),
  toxicityRule('55', 'TOXIC_4', 4, { marketing: 'exclude', transactional: 'hold', essential: 'hold' }),
  toxicityRule('56', 'TOXIC_3', 3, { marketing: 'hold', transactional: 'release', essential: 'release' }),
];

const CLASS_RULES: readonly Rule[] = [
  rule('58', 'CONTENT_UNCLASSIFIED', ['content'], ({ content }) =>
    content === 'mixed' || content === 'unclassified' ? 'hold' : null,
  ),
  rule('59', 'PHI_BASIS_UNKNOWN', ['phiBasis'], ({ phiBasis }) => (phiBasis === 'unknown' ? 'hold' : null)),
];

export const VERIFICATION_RULES: readonly Rule[] = [
  ...VERDICT_RULES,
  ...RISK_RULES,
  ...TOXICITY_RULES,
  ...CLASS_RULES,
];
