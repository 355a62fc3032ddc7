// Is the top-level domain delegated in the root zone (IANA's list)?
import { type Check, NOT_APPLICABLE, result } from '../check-input.ts';
import { hasFlag } from '../local-facts.ts';

/** A special-use name has no place in the root zone; that it is special says enough. */
export const checkTld: Check = ({ local, profile, sources }) => {
  if (hasFlag(local, 'address-literal') || profile.specialUse) return NOT_APPLICABLE;
  return !profile.knownTld || hasFlag(local, 'unknown-tld')
    ? result('tld', 'fail', 'unknown-tld', sources.tlds)
    : result('tld', 'pass', 'known-tld', sources.tlds);
};
