// What a revision of a list says of its verdicts: the sums over its chunks, and the lists behind them.
import type { Repositories } from '../../db/database.ts';
import { verdictCounts } from '../merge/verdict-counts.ts';
import { joinUsedLists } from './used-lists.ts';

export async function sumVerdicts({ chunks }: Pick<Repositories, 'chunks'>, listId: number) {
  const sums = await chunks.sumReasons(listId);
  const referenceVersions = joinUsedLists(await chunks.referenceVersions(listId));
  return { ...sums, counts: verdictCounts(sums.reasons), referenceVersions };
}
