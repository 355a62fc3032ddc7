// Verifies one address: the strict parser, the lists, the domain's facts, and what may be offered instead.
import type { DomainLookups } from '../lookup/domain-lookups.ts';
import { type DomainFacts, type DomainProfile, FACTS_SKIPPED } from '../model/domain-facts.ts';
import type { Mailbox } from '../model/mailbox.ts';
import type { ReferenceLists } from '../model/reference-lists.ts';
import type { VerificationResult } from '../model/result.ts';
import { parseAddress } from '../parse/address.ts';
import { cleanCell } from '../parse/clean-cell.ts';
import { normalizedForm, subaddressOf } from '../parse/forms.ts';
import { profileDomain } from '../score/domain-profile.ts';
import { isOutsideDns } from '../score/mail-route.ts';
import { suggestDots, verifyAddress } from '../score/verify.ts';

export interface AddressValidatorOptions {
  readonly lists: ReferenceLists;
  /** null: the DNS is not asked. */
  readonly lookups: DomainLookups | null;
  readonly now: () => Date;
}

export interface ValidateOptions {
  /** False leaves the mail hosts out of the answer, as strangers get it. */
  readonly exchanges: boolean;
  /** Ends the question to the DNS; the facts are `timeout` then. */
  readonly signal: AbortSignal;
}

/** Never rejects: what could not be asked is `unknown`. The answer has the shape of design 8.4. */
export type AddressValidator = (address: string, options: ValidateOptions) => Promise<VerificationResult>;

/** A longer text is no address with wrappings that somebody typed; nothing is made of it. */
const CLEANABLE_LENGTH_MAX = 2_000;

/** Makes the validator that `check` and `POST /v1/validate` share. */
export function createAddressValidator({ lists, lookups, now }: AddressValidatorOptions): AddressValidator {
  async function factsOf(profile: DomainProfile, domain: string, signal: AbortSignal): Promise<DomainFacts> {
    if (lookups === null || isOutsideDns(profile)) return FACTS_SKIPPED;
    return lookups.lookupOne(domain, signal);
  }

  async function observe({ domain, domainKind }: Mailbox, signal: AbortSignal) {
    if (domainKind !== 'name') return { profile: null, facts: FACTS_SKIPPED };
    const profile = profileDomain(domain, lists);
    const facts = await factsOf(profile, domain, signal);
    const exchanges = facts.mxRecords.map(({ exchange }) => exchange);
    const byExchanges = exchanges.length > 0 && profile.disposable === null;
    return { profile: byExchanges ? profileDomain(domain, lists, exchanges) : profile, facts };
  }

  return async function validateAddress(address, { exchanges, signal }) {
    const outcome = parseAddress(address);
    const { profile, facts } = outcome.valid
      ? await observe(outcome.mailbox, signal)
      : { profile: null, facts: FACTS_SKIPPED };
    const result = verifyAddress({
      address,
      outcome,
      normalized: outcome.valid ? normalizedForm(outcome.mailbox) : null,
      subaddress: outcome.valid ? subaddressOf(outcome.mailbox) : null,
      profile,
      facts,
      lists,
      cleanedSuggestion: outcome.valid ? null : cleanedAddress(address, lists),
      checkedAt: now().toISOString(),
    });
    return exchanges ? result : withoutExchanges(result);
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

function withoutExchanges(result: VerificationResult): VerificationResult {
  if (result.domain === undefined) return result;
  const { exchanges: _, ...domain } = result.domain;
  return { ...result, domain };
}
