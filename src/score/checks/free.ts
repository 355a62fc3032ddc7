// Does the domain give mailboxes to everybody for free?
import { type Check, NOT_APPLICABLE, result } from '../check-input.ts';
import { hasFlag } from '../local-facts.ts';

const OWN_DOMAIN = result('free', 'pass', 'own-domain', 'rule');

export const checkFree: Check = ({ local, profile }) => {
  if (hasFlag(local, 'address-literal')) return NOT_APPLICABLE;
  return profile.free === null ? OWN_DOMAIN : result('free', 'pass', 'free-provider', profile.free.source);
};
