// Is the domain reserved for another use than mail on the internet (RFC 6761 and kin)?
import { type Check, NOT_APPLICABLE, result } from '../check-input.ts';
import { hasFlag } from '../local-facts.ts';

export const checkSpecialUse: Check = ({ local, profile, sources }) => {
  if (hasFlag(local, 'address-literal')) return NOT_APPLICABLE;
  return profile.specialUse || hasFlag(local, 'special-use-domain')
    ? result('special-use', 'fail', 'special-use-domain', sources.specialUse)
    : result('special-use', 'pass', 'public-name', sources.specialUse);
};
