// What becomes of a list or a release whose job was given up: it has failed, and says with which code.
import type { Database } from '../../db/database.ts';
import { auditEvent } from '../audit/event.ts';
import type { ErrorCode } from '../errors.ts';
import type { Log } from '../log.ts';
import { SYSTEM } from '../model/actor.ts';
import type { JobPayloads } from './jobs.ts';

/** Fails what the job was about, unless it has ended otherwise. Running it twice changes nothing. */
export async function giveUp(
  { list, release }: JobPayloads['given-up'],
  failure: ErrorCode,
  { database, log }: { database: Database; log: Log },
): Promise<void> {
  // A release's job names the release alone.
  if (release !== undefined) await failRelease(database, release, failure);
  else if (list !== undefined) await failList(database, list, failure);
  log.error('job given up', { code: failure });
}

async function failList(database: Database, id: number, failure: ErrorCode): Promise<void> {
  await database.transaction(async (tx) => {
    const list = await tx.lists.lock(id);
    if (!(await tx.lists.move(id, 'failed', failure))) return;
    await tx.audit.insert(SYSTEM, auditEvent('list.failed', list.publicId, { code: failure }));
  });
}

async function failRelease(database: Database, id: number, failure: ErrorCode): Promise<void> {
  await database.transaction(async (tx) => {
    const release = await tx.releases.get(id);
    if (release.status !== 'deciding') return;
    await tx.releases.fail(id, failure);
    await tx.audit.insert(SYSTEM, auditEvent('release.failed', release.publicId, { code: failure }));
  });
}
