// Builds the answer about one address, in the shape that callers get (design 8.4).
import type { DomainFacts, DomainProfile } from '../model/domain-facts.ts';
import type { Mailbox, ParseOutcome, SyntaxFlag, SyntaxReason } from '../model/mailbox.ts';
import type { ReferenceLists } from '../model/reference-lists.ts';
import type { VerificationResult } from '../model/result.ts';
import { type Assess, type Assessment, assess } from './assess.ts';
import { type ListSources, sourcesOf } from './check-input.ts';
import { BLANK_PROFILE } from './domain-profile.ts';
import { repairDots } from './dot-repair.ts';
import { NO_HISTORY } from './history.ts';
import { flagsOf, isRoleAccount, type LocalFacts, localFacts } from './local-facts.ts';

export interface VerifyInput {
  /** The text as the caller sent it. */
  readonly address: string;
  readonly outcome: ParseOutcome;
  /** What may go into RCPT TO; null for an invalid address. */
  readonly normalized: string | null;
  /** The detail of the local part (RFC 5233); null for none. */
  readonly subaddress: string | null;
  /** Null for an invalid address and for an address literal. */
  readonly profile: DomainProfile | null;
  readonly facts: DomainFacts;
  readonly lists: ReferenceLists;
  /** What intake would make of a text that is no address, as a whole address; null for nothing. */
  readonly cleanedSuggestion: string | null;
  /** RFC 3339, UTC, milliseconds. */
  readonly checkedAt: string;
}

/**
 * Verifies one address from what was parsed and observed. Pure; never throws.
 *
 * @param assessFacts `assess`, or one that remembers (`createAssess`).
 */
export function verifyAddress(input: VerifyInput, assessFacts: Assess = assess): VerificationResult {
  const { outcome, lists, facts } = input;
  const local = localFacts(outcome, lists);
  const profile = input.profile ?? BLANK_PROFILE;
  // What is known of people is for the rows of lists alone: no answer to a single question may tell it.
  const assessment = assessFacts({ local, profile, facts, sources: sources(lists), history: NO_HISTORY });
  return outcome.valid
    ? mailboxResult(input, outcome.mailbox, local, assessment)
    : invalidResult(input, outcome.reason, assessment);
}

function mailboxResult(
  input: VerifyInput,
  mailbox: Mailbox,
  local: LocalFacts,
  assessment: Assessment,
): VerificationResult {
  const { suggestedDomain } = assessment;
  return {
    address: input.address,
    ...assessment.judgement,
    syntax: {
      valid: true,
      reason: null,
      local_part: mailbox.localPart,
      domain: mailbox.domain,
      normalized: input.normalized,
      flags: reportedFlags(local, input.profile),
    },
    ...(input.profile === null ? {} : { domain: domainBlock(input.profile, input.facts) }),
    mailbox: { role: isRoleAccount(local), subaddress: input.subaddress },
    suggestion: suggestedDomain === null ? null : `${mailbox.localPart}@${suggestedDomain}`,
    toxicity: assessment.toxicity,
    checks: assessment.checks,
    checked_at: input.checkedAt,
  };
}

function invalidResult(input: VerifyInput, reason: SyntaxReason, assessment: Assessment): VerificationResult {
  return {
    address: input.address,
    ...assessment.judgement,
    syntax: { valid: false, reason, local_part: null, domain: null, normalized: null, flags: [] },
    mailbox: { role: false, subaddress: null },
    suggestion: input.cleanedSuggestion ?? suggestDots(input.address, reason, input.lists),
    toxicity: assessment.toxicity,
    checks: assessment.checks,
    checked_at: input.checkedAt,
  };
}

function domainBlock(profile: DomainProfile, facts: DomainFacts): NonNullable<VerificationResult['domain']> {
  return {
    dns: facts.dns,
    mail: facts.mail,
    exchanges: facts.mxRecords.map(({ exchange }) => exchange),
    provider: profile.provider,
    disposable: profile.disposable !== null,
    relay: profile.relay !== null,
    free: profile.free !== null,
    accept_all: null,
  };
}

/** The parser's flags, and those that only the lists can tell. */
function reportedFlags(local: LocalFacts, profile: DomainProfile | null): readonly SyntaxFlag[] {
  const flags = flagsOf(local);
  const added: SyntaxFlag[] = [];
  if (profile?.specialUse === true) added.push('special-use-domain');
  else if (profile?.knownTld === false) added.push('unknown-tld');
  return added.length === 0 ? flags : [...new Set([...flags, ...added])];
}

/** Syntax reasons behind which only a dot may be wrong. */
const DOT_REASONS: ReadonlySet<SyntaxReason> = new Set([
  'domain-not-fqdn',
  'domain-character',
  'label-empty',
  'trailing-dot',
  'tld-too-short',
  'white-space',
]);

/**
 * The whole address with the dots of a large provider put right (`ann@gmailcom`); null where the text
 * is wrong in another way. The local part is offered only where it is plain.
 */
export function suggestDots(address: string, reason: SyntaxReason, lists: ReferenceLists): string | null {
  if (!DOT_REASONS.has(reason)) return null;
  const [localPart = '', domain = '', ...more] = address.split('@');
  if (
    more.length > 0 ||
    localPart.length > 64 ||
    domain.length > 64 ||
    !/^[\w+-]+(?:\.[\w+-]+)*$/.test(localPart)
  )
    return null;
  const repaired = repairDots(domain, lists.providers);
  return repaired === null ? null : `${localPart}@${repaired}`;
}

const sourcesByLists = new WeakMap<ReferenceLists, ListSources>();

function sources(lists: ReferenceLists): ListSources {
  const known = sourcesByLists.get(lists);
  if (known !== undefined) return known;
  const made = sourcesOf(lists);
  sourcesByLists.set(lists, made);
  return made;
}
