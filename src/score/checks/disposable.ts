// Does the domain give out throw-away mailboxes?
import { type Check, NOT_APPLICABLE, result } from '../check-input.ts';
import { hasFlag } from '../local-facts.ts';

const NOT_LISTED = result('disposable', 'pass', 'not-disposable', 'rule');

export const checkDisposable: Check = ({ local, profile }) => {
  if (hasFlag(local, 'address-literal')) return NOT_APPLICABLE;
  if (profile.disposable !== null) {
    return result('disposable', 'fail', 'disposable', profile.disposable.source);
  }
  return profile.local === undefined
    ? NOT_LISTED
    : result('disposable', 'pass', 'not-disposable', profile.local.source);
};
