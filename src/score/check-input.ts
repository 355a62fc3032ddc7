// What a check is: facts in, results out, and no address in sight.
import type { DomainFacts, DomainProfile } from '../model/domain-facts.ts';
import type { ReferenceLists } from '../model/reference-lists.ts';
import type { CheckOutcome, CheckResult } from '../model/verdict.ts';
import type { CheckName } from './check-text.ts';
import type { History } from './history.ts';
import type { LocalFacts } from './local-facts.ts';
import type { CheckReason } from './weights.ts';

/** `name@version` of the lists whose hits are kept as one bit, without their source. */
export interface ListSources {
  readonly roles: string;
  readonly specialUse: string;
  readonly tlds: string;
}

export interface CheckInput {
  readonly local: LocalFacts;
  readonly profile: DomainProfile;
  readonly facts: DomainFacts;
  readonly sources: ListSources;
  /** NO_HISTORY for whoever is not to be told what is known of people. */
  readonly history: History;
}

/** One check of a mailbox. Total and pure; an empty answer means that it does not apply. */
export type Check = (input: CheckInput) => readonly CheckResult[];

export const NOT_APPLICABLE: readonly CheckResult[] = [];

export function sourcesOf(lists: ReferenceLists): ListSources {
  return {
    roles: lists.roles.source,
    specialUse: lists.specialUse.source,
    tlds: lists.tlds.source,
  };
}

/** One result, as the answer of a check. `source` is `rule`, `dns` or a list as `name@version`. */
export function result(
  check: CheckName,
  outcome: CheckOutcome,
  reason: CheckReason,
  source: string,
): readonly CheckResult[] {
  return [{ check, outcome, reason, source }];
}
