// Verifies one address: the strict parser, the lists, the domain's facts, and what may be offered instead.
import type { DomainLookups } from '../lookup/domain-lookups.ts';
import {
  type DomainFacts,
  type DomainProfile,
  FACTS_SKIPPED,
  type LocalListHit,
} from '../model/domain-facts.ts';
import type { Mailbox } from '../model/mailbox.ts';
import type { ReferenceLists } from '../model/reference-lists.ts';
import type { VerificationResult } from '../model/result.ts';
import { parseAddress } from '../parse/address.ts';
import { withLocalList } from '../score/local-list.ts';
import { isOutsideDns } from '../score/mail-route.ts';
import { createAddressJudge } from './judge-address.ts';

export interface AddressValidatorOptions {
  readonly lists: ReferenceLists;
  /** null: the DNS is not asked. */
  readonly lookups: DomainLookups | null;
  readonly now: () => Date;
}

export interface ValidateOptions {
  /** Looks the domain up in place of the validator's own look-ups. */
  readonly lookupOne?: DomainLookups['lookupOne'];
  /** The organisation's own word about a domain, for calls that may know it. @default nobody is asked */
  readonly localListOf?: (domain: string) => Promise<LocalListHit | null>;
  /** False leaves the mail hosts and who runs them out of the answer, as strangers get it. */
  readonly exchanges: boolean;
  /** Ends the question to the DNS; the facts are `timeout` then. */
  readonly signal: AbortSignal;
}

/** Never rejects: what could not be asked is `unknown`. The answer has the shape of design 8.4. */
export type AddressValidator = (address: string, options: ValidateOptions) => Promise<VerificationResult>;

/** Makes the validator that `check` and `POST /v1/validate` share. */
export function createAddressValidator({ lists, lookups, now }: AddressValidatorOptions): AddressValidator {
  const judge = createAddressJudge(lists);

  async function factsOf(
    profile: DomainProfile,
    domain: string,
    { lookupOne = lookups?.lookupOne, signal }: ValidateOptions,
  ): Promise<DomainFacts> {
    if (lookupOne === undefined || isOutsideDns(profile)) return FACTS_SKIPPED;
    return lookupOne(domain, signal);
  }

  async function observe({ domain, domainKind }: Mailbox, options: ValidateOptions) {
    if (domainKind !== 'name') return { profile: null, facts: FACTS_SKIPPED };
    const profile = judge.profileOf(domain);
    const facts = await factsOf(profile, domain, options);
    const exchanges = facts.mxRecords.map(({ exchange }) => exchange);
    const local = (await options.localListOf?.(domain)) ?? null;
    const observed = withLocalList(judge.profileOf(domain, exchanges), local);
    return { profile: options.exchanges ? observed : { ...observed, provider: profile.provider }, facts };
  }

  return async function validateAddress(address, options) {
    const outcome = parseAddress(address);
    const { profile, facts } = outcome.valid
      ? await observe(outcome.mailbox, options)
      : { profile: null, facts: FACTS_SKIPPED };
    const result = judge.judge(address, outcome, profile, facts, now().toISOString());
    return options.exchanges ? result : withoutExchanges(result);
  };
}

function withoutExchanges(result: VerificationResult): VerificationResult {
  if (result.domain === undefined) return result;
  const { exchanges: _, ...domain } = result.domain;
  return { ...result, domain };
}
