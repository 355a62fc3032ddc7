// The look-ups that strangers cause: a memory of their own, few at a time, none beyond their budgets.
import type { FormAsker, FormBudgets } from '../access/form-budgets.ts';
import type { DomainLookups } from '../lookup/domain-lookups.ts';
import { registrableDomain } from '../lookup/registrable-domain.ts';
import { type DomainFacts, FACTS_SKIPPED } from '../model/domain-facts.ts';
import type { ProviderList } from '../model/reference-lists.ts';

export interface FormLookupsOptions {
  /** The memory of strangers alone: what lists and the sender's own calls looked up is not in it. */
  readonly lookups: DomainLookups;
  /** The memory of everybody else; strangers share it for the bundled providers. */
  readonly ownLookups: DomainLookups;
  readonly providers: ProviderList;
  readonly budgets: Pick<FormBudgets, 'takeLookup'>;
}

export interface FormLookups {
  /**
   * The facts of a domain, for a stranger. `FACTS_SKIPPED` when a new question to the DNS would go beyond a budget.
   *
   * @param asker whose budgets count; null for a secret key, behind which stands one server of the sender's own.
   */
  lookupOne(domain: string, asker: FormAsker | null, signal: AbortSignal): Promise<DomainFacts>;
  /** Registrable domains that are being asked about now. */
  readonly size: number;
}

/** Questions at a time about names of one registrable domain: more would be an attack on it in our name. */
const IN_FLIGHT_MAX = 5;

/**
 * Makes the look-ups. An answer that came at once would tell that somebody has been asked about before, so a
 * stranger's answer never rests on what a list has found; nothing is written anywhere.
 */
export function createFormLookups({
  lookups,
  ownLookups,
  providers,
  budgets,
}: FormLookupsOptions): FormLookups {
  const inFlight = new Map<string, number>();
  // A caller that leaves does not end the question, so his signal must not end its place either.
  const { signal: staying } = new AbortController();

  function mayAsk(registrable: string, asker: FormAsker | null): boolean {
    if ((inFlight.get(registrable) ?? 0) >= IN_FLIGHT_MAX) return false;
    return asker === null || budgets.takeLookup(asker);
  }

  function begin(domain: string, registrable: string): void {
    inFlight.set(registrable, (inFlight.get(registrable) ?? 0) + 1);
    void lookups.lookupOne(domain, staying).finally(() => {
      const left = (inFlight.get(registrable) ?? 1) - 1;
      if (left === 0) inFlight.delete(registrable);
      else inFlight.set(registrable, left);
    });
  }

  return {
    async lookupOne(domain, asker, signal) {
      // Names that everybody has tell nothing about anybody.
      if (providers.get(domain) !== undefined) return ownLookups.lookupOne(domain, signal);
      if (!lookups.isKnown(domain)) {
        const registrable = registrableDomain(domain);
        if (!mayAsk(registrable, asker)) return FACTS_SKIPPED;
        begin(domain, registrable);
      }
      return lookups.lookupOne(domain, signal);
    },
    get size() {
      return inFlight.size;
    },
  };
}
