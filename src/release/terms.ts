// From what a requester declared to the terms that the gate judges by.
import type { Declaration } from '../merge/list-rules.ts';
import type { Purpose, Stream } from '../model/consent.ts';
import type { ContentClass, PhiBasis, PolicyTerms, ReleaseTerms, Source } from '../model/decision.ts';

/** The request's members that are words of our own vocabulary; stored in clear. */
export interface DeclaredTerms {
  readonly content?: ContentClass | undefined;
  readonly phi_basis?: PhiBasis | undefined;
  readonly remuneration?: boolean | 'unknown' | undefined;
  readonly source?: Source | undefined;
  readonly purpose?: Purpose | undefined;
  readonly relationship?: { readonly active: boolean; readonly attested_at: string } | undefined;
  readonly essential?: boolean | undefined;
}

/** The request's members in the requester's own words; stored sealed. */
export interface DeclaredWords {
  readonly trigger?: { readonly type: string; readonly ref: string } | undefined;
  readonly criteria?: string | undefined;
  readonly category?: string | undefined;
  readonly content_check?: string | undefined;
  readonly columns?: readonly string[] | undefined;
}

/** An attested relationship counts for a year (compliance, C30). */
const RELATIONSHIP_DAYS = 365;

/** What row 4 and row 11 of the rules ask about; a list's own source stands in for one left out. */
export function declarationOf(
  terms: DeclaredTerms,
  words: DeclaredWords,
  stream: Stream,
  listSource: Source,
): Declaration {
  return {
    stream,
    content: terms.content ?? null,
    phiBasis: terms.phi_basis ?? null,
    remuneration: terms.remuneration ?? null,
    source: terms.source ?? listSource,
    trigger: words.trigger ?? null,
  };
}

/**
 * The terms of a complete declaration. What was not declared takes the value that is judged hardest, so that
 * an incomplete declaration, which is held anyway, could never be judged mildly.
 */
export function termsOf(
  declared: DeclaredTerms,
  { stream, listSource, policy, now }: { stream: Stream; listSource: Source; policy: PolicyTerms; now: Date },
): ReleaseTerms {
  const content = declared.content ?? 'unclassified';
  return {
    stream,
    content,
    phiBasis: declared.phi_basis ?? 'unknown',
    remuneration: declared.remuneration !== false,
    source: declared.source ?? listSource,
    purpose: declared.purpose ?? (content === 'own_service' ? 'own_services' : null),
    relationshipActive: isActive(declared.relationship, now),
    essential: declared.essential ?? false,
    policy,
  };
}

function isActive(relationship: DeclaredTerms['relationship'], now: Date): boolean {
  if (!relationship?.active) return false;
  const ageDays = (now.getTime() - Date.parse(relationship.attested_at)) / 86_400_000;
  return ageDays >= 0 && ageDays <= RELATIONSHIP_DAYS;
}
