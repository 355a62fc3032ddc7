// What the scoring thread is asked: the rows of a chunk, and what is known of each of their domains.
import type { ScoreChunkTask } from '../../workers/score-chunk.ts';
import { DNS_OUTCOMES, EXCHANGE_KINDS, MAIL_ROUTES, REACHABILITIES } from '../model/domain-facts.ts';
import { LOCAL_LISTS } from '../model/own-lists.ts';
import type { FactsOfDomain } from './domain-facts.ts';

/** What a verified chunk's rows say of themselves. */
export type RowsToScore = Pick<ScoreChunkTask, 'localFacts' | 'domainIndex' | 'domains' | 'firstRow'> & {
  /** One byte a row; empty where nothing was known of anybody. */
  readonly history: Uint8Array;
};

/**
 * Makes the task that judges a chunk: the first time from rows just read, later from the stored columns.
 *
 * @param facts in the order of `rows.domains`
 */
export function scoreTask(rows: RowsToScore, facts: readonly FactsOfDomain[]): ScoreChunkTask {
  const { localFacts, domainIndex, domains, history, firstRow } = rows;
  return {
    localFacts,
    domainIndex,
    domains,
    dns: Uint8Array.from(facts, ({ dns }) => DNS_OUTCOMES.indexOf(dns)),
    mail: Uint8Array.from(facts, ({ mail }) => MAIL_ROUTES.indexOf(mail)),
    reachability: Uint8Array.from(facts, ({ reachability }) => REACHABILITIES.indexOf(reachability)),
    exchangeKinds: Uint8Array.from(facts, ({ exchangeKind }) => EXCHANGE_KINDS.indexOf(exchangeKind)),
    localLists: Uint8Array.from(facts, ({ localList }) =>
      localList === null ? 0 : 1 + LOCAL_LISTS.indexOf(localList),
    ),
    history,
    firstRow,
  };
}
