// Housekeeping by the clock: uploads whose sender is gone, and suppressions that have ended.
import type { Database } from '../../db/database.ts';
import { auditEvent } from '../audit/event.ts';
import type { Log } from '../log.ts';
import { suppressionMasks } from '../merge/suppression-masks.ts';
import { SYSTEM } from '../model/actor.ts';
import { assertClockSure } from './clock.ts';

/** An upload without a new chunk for so long has lost its sender. */
const ABANDONED_SECONDS = 15 * 60;

export interface SweepReport {
  readonly uploads: number;
  readonly suppressions: number;
}

/** What a sweep would end now. */
export async function countSweep(database: Database): Promise<SweepReport> {
  const uploads = (await database.lists.abandoned(ABANDONED_SECONDS)).length;
  return { uploads, suppressions: await database.suppressions.countExpired() };
}

/** Ends nothing while the clocks cannot be trusted: what a wrong clock ends would not come back. */
export async function sweep({ database, log }: { database: Database; log: Log }): Promise<SweepReport> {
  await assertClockSure(database.audit);
  const abandoned = await database.lists.abandoned(ABANDONED_SECONDS);
  for (const id of abandoned) {
    await database.transaction(async (tx) => {
      const list = await tx.lists.lock(id);
      if (!(await tx.lists.move(id, 'failed', 'upload-incomplete'))) return;
      await tx.audit.insert(SYSTEM, auditEvent('list.failed', list.publicId, { code: 'upload-incomplete' }));
    });
  }
  const ended = await database.transaction((tx) => tx.suppressions.refreshExpired(suppressionMasks));
  if (ended > 0) log.info('suppressions ended', { count: ended });
  return { uploads: abandoned.length, suppressions: ended };
}
