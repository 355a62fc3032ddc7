// The organisation's own word about a domain, which wins over what the bundled lists say.
import type { DomainProfile, LocalListHit } from '../model/domain-facts.ts';

/**
 * The profile with the local hit in it. An allowed domain is no typo, not parked and not disposable; a
 * blocked one is disposable and nothing better. What the DNS says counts all the same: no list makes a domain take mail.
 */
export function withLocalList(profile: DomainProfile, local: LocalListHit | null): DomainProfile {
  if (local === null) return profile;
  const isBlocked = local.list === 'block';
  return {
    ...profile,
    disposable: isBlocked ? { source: local.source } : null,
    parked: null,
    relay: isBlocked ? null : profile.relay,
    knownTypo: null,
    nearMiss: null,
    local,
  };
}
