// Judges one address whose domain's facts are in hand: what `check`, the form and the benchmark share.
import type { DomainFacts, DomainProfile } from '../model/domain-facts.ts';
import type { ParseOutcome } from '../model/mailbox.ts';
import type { ReferenceLists } from '../model/reference-lists.ts';
import type { VerificationResult } from '../model/result.ts';
import { parseAddress } from '../parse/address.ts';
import { cleanCell } from '../parse/clean-cell.ts';
import { normalizedForm, subaddressOf } from '../parse/forms.ts';
import { createAssess } from '../score/assess.ts';
import { profileDomain } from '../score/domain-profile.ts';
import { readMailHosts } from '../score/mail-hosts.ts';
import { suggestDots, verifyAddress } from '../score/verify.ts';

/** Domains whose profile is kept; a profile takes microseconds, so the memory may start anew when full. */
const PROFILES_MAX = 20_000;
/** A longer text is no address with wrappings that somebody typed; nothing is made of it. */
const CLEANABLE_LENGTH_MAX = 2_000;

/** Makes the judge over one set of lists. No clock, no network, no storage. */
export function createAddressJudge(lists: ReferenceLists) {
  const profiles = new Map<string, DomainProfile>();
  const assess = createAssess();

  return {
    /** What the lists say about a domain in lower-case A-labels, and about its mail hosts where they are known. */
    profileOf(domain: string, exchanges: readonly string[] = []): DomainProfile {
      if (exchanges.length > 0) return profileDomain(domain, lists, readMailHosts(exchanges, lists));
      const known = profiles.get(domain);
      if (known !== undefined) return known;
      if (profiles.size >= PROFILES_MAX) profiles.clear();
      const made = profileDomain(domain, lists);
      profiles.set(domain, made);
      return made;
    },

    /**
     * The answer about one address, in the shape of design 8.4. Never throws.
     *
     * @param profile null for an invalid address and for an address literal.
     * @param checkedAt RFC 3339, UTC, milliseconds.
     */
    judge(
      address: string,
      outcome: ParseOutcome,
      profile: DomainProfile | null,
      facts: DomainFacts,
      checkedAt: string,
    ): VerificationResult {
      const seen = {
        address,
        outcome,
        normalized: outcome.valid ? normalizedForm(outcome.mailbox) : null,
        subaddress: outcome.valid ? subaddressOf(outcome.mailbox) : null,
        profile,
        facts,
        lists,
        cleanedSuggestion: outcome.valid ? null : cleanedAddress(address, lists),
        checkedAt,
      };
      return verifyAddress(seen, assess);
    },
  };
}

/** The whole address that intake would read from the text, its dots put right if need be; else null. */
function cleanedAddress(address: string, lists: ReferenceLists): string | null {
  if (address.length > CLEANABLE_LENGTH_MAX) return null;
  const { text, cleaned } = cleanCell(address);
  if (!cleaned) return null;
  const outcome = parseAddress(text);
  return outcome.valid ? normalizedForm(outcome.mailbox) : suggestDots(text, outcome.reason, lists);
}
