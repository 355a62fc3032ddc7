// By the clock: domains that did not answer are asked again, and lists that waited for an answer are sent on.
import { crossBorder } from '../errors.ts';
import type { Log } from '../log.ts';
import { askDomains, type DomainFactsOptions, type NamedDomain } from './domain-facts.ts';
import { openDomainName } from './domain-name.ts';
import type { Jobs } from './jobs.ts';

export type AskAgainOptions = Pick<DomainFactsOptions, 'database' | 'keys' | 'lists' | 'lookups'> & {
  readonly jobs: Pick<Jobs, 'send'>;
  readonly log: Log;
};

/** Domains claimed, and in flight, at a time: lists that are being verified keep the larger part of the look-ups. */
const BATCH = 100;
/** A batch takes seconds; the claim of a process that died frees itself. */
const LEASE_SECONDS = 30;
/** A run goes on for this long at most; the next one takes what is left. */
const RUN_MS = 240_000;

/**
 * Asks the domains that are due, then sends on each completed list of which a domain has answered, whoever asked
 * it. What is to be done stands in the tables, not in the run: one that dies is made good by the next, and several
 * at once share the domains by their claims.
 *
 * @param at the instant at which domains are due; the database's now if left out
 */
export async function askAgain(options: AskAgainOptions, at?: Date): Promise<{ asked: number }> {
  const { database, jobs } = options;
  let asked = 0;
  for (const end = AbortSignal.timeout(RUN_MS); !end.aborted; ) {
    const due = await database.domains.claimDue(BATCH, LEASE_SECONDS, at);
    if (due.length === 0) break;
    const signal = AbortSignal.timeout(LEASE_SECONDS * 1000);
    asked += (await askDomains(await openNames(due, options), options, signal, 'background')).length;
  }
  await database.waiting.deleteHopeless();
  for (const list of await database.waiting.answeredLists()) {
    await jobs.send(database, 'rederive-list', { list });
  }
  return { asked };
}

/** A name that does not open is left out: it would keep all others from being asked. */
async function openNames(
  ids: readonly number[],
  { database, keys, log }: AskAgainOptions,
): Promise<NamedDomain[]> {
  const opened: NamedDomain[] = [];
  for (const row of await database.domains.findSealed(ids)) {
    try {
      opened.push({ ...row, name: await openDomainName(keys, row) });
    } catch (thrown) {
      const { code } = crossBorder(thrown);
      if (code !== 'fail-closed') throw thrown;
      log.error('name of a domain does not open', { code });
    }
  }
  return opened;
}
