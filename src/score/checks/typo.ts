// Is the domain a mistyped large provider?
import { type Check, NOT_APPLICABLE, result } from '../check-input.ts';
import { hasFlag } from '../local-facts.ts';
import { findTypo } from '../typo-finding.ts';

const NO_TYPO = result('typo', 'pass', 'no-typo', 'rule');

export const checkTypo: Check = ({ local, profile, facts }) => {
  if (hasFlag(local, 'address-literal')) return NOT_APPLICABLE;
  const typo = findTypo(profile, facts);
  if (typo === null) return NO_TYPO;
  return typo.counts
    ? result('typo', 'fail', 'typo-domain', typo.source)
    : result('typo', 'pass', 'typo-possible', typo.source);
};
