// Does the domain forward to the real mailbox of a person who hides it (Apple, Firefox, DuckDuckGo …)?
import { type Check, NOT_APPLICABLE, result } from '../check-input.ts';
import { hasFlag } from '../local-facts.ts';

const NO_RELAY = result('relay', 'pass', 'no-relay', 'rule');

/** A relay passes: it is a class of its own, never disposable. */
export const checkRelay: Check = ({ local, profile }) => {
  if (hasFlag(local, 'address-literal')) return NOT_APPLICABLE;
  return profile.relay === null ? NO_RELAY : result('relay', 'pass', 'relay', profile.relay.source);
};
