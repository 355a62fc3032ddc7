// Judges each distinct combination of facts once, and counts what came out.
import { decide } from '../merge/decide.ts';
import { factKey, unpackPersonFacts, unpackRowFacts } from '../merge/facts.ts';
import { toReleaseFacts } from '../merge/release-facts.ts';
import type { Decision, Outcome, ReleaseReason, ReleaseTerms } from '../model/decision.ts';

const COUNT_NAMES = { release: 'released', hold: 'held', exclude: 'excluded' } as const satisfies Record<
  Outcome,
  string
>;

export interface DecisionTotals {
  readonly counts: { readonly released: number; readonly held: number; readonly excluded: number };
  /** Primary reason → rows that are not released. */
  readonly reasons: Readonly<Partial<Record<ReleaseReason, number>>>;
}

/** A million rows have some hundreds of combinations; the rules run once for each. */
export class DecisionBook {
  /** Distinct decisions; rows hold an index into this array. */
  readonly decisions: Decision[] = [];
  readonly #terms: ReleaseTerms;
  readonly #idOfFacts = new Map<number, number>();
  readonly #idOfDecision = new Map<string, number>();
  readonly #rowsOfId: number[] = [];

  constructor(terms: ReleaseTerms) {
    this.#terms = terms;
  }

  /** The decision about a row, as an index into `decisions`; both halves packed as in merge/facts.ts. */
  decide(personFacts: number, rowFacts: number): number {
    const key = factKey(personFacts, rowFacts);
    const id = this.#idOfFacts.get(key) ?? this.#judge(key, personFacts, rowFacts);
    this.#rowsOfId[id] = (this.#rowsOfId[id] ?? 0) + 1;
    return id;
  }

  isReleased(id: number): boolean {
    return this.decisions[id]?.outcome === 'release';
  }

  totals(): DecisionTotals {
    const counts = { released: 0, held: 0, excluded: 0 };
    const reasons: Partial<Record<ReleaseReason, number>> = {};
    this.decisions.forEach(({ outcome, primary }, id) => {
      const rows = this.#rowsOfId[id] ?? 0;
      counts[COUNT_NAMES[outcome]] += rows;
      if (primary !== null && rows > 0) reasons[primary] = (reasons[primary] ?? 0) + rows;
    });
    return { counts, reasons };
  }

  #judge(key: number, personFacts: number, rowFacts: number): number {
    const facts = toReleaseFacts(unpackPersonFacts(personFacts), unpackRowFacts(rowFacts), this.#terms);
    const decision = decide(facts, this.#terms);
    const text = `${decision.outcome} ${decision.primary} ${decision.reasons.join(' ')}`;
    const known = this.#idOfDecision.get(text);
    const id = known ?? this.decisions.push(decision) - 1;
    this.#idOfDecision.set(text, id);
    this.#idOfFacts.set(key, id);
    return id;
  }
}
