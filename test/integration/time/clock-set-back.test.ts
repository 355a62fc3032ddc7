// A database whose clock was set back: its own journal tells, and nothing is decided or ended until the time is reached.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../../../db/connect.ts';
import { createLog } from '../../../src/log.ts';
import { sweep } from '../../../src/pipeline/sweep.ts';
import { jsonOf, postJson } from '../../http/json-request.ts';
import { importConsents, makeRelease, makeSender, WHOLE_DECLARATION } from '../../http/made-release.ts';
import { problemOf } from '../../http/problem-answer.ts';
import { completeList, openTestInstallation, type TestInstallation } from '../../support/installation.ts';

let sluice: TestInstallation;
beforeAll(async () => {
  sluice = await openTestInstallation();
});
afterAll(() => sluice.close());

async function query<T>(ask: (sql: ReturnType<typeof openPool>['sql']) => PromiseLike<T>): Promise<T> {
  const owner = openPool({ url: sluice.ownerUrl, applicationName: 'test', max: 1 });
  try {
    return await ask(owner.sql);
  } finally {
    await owner.close();
  }
}

describe('T16 · the clock of the database is set back', () => {
  it('is noticed by an event that is dated ahead: not ready, held, nothing given out, nothing ended', async () => {
    await importConsents(sluice, ['ann@gmail.com']);
    const { id: list } = await completeList(sluice, 'email\nann@gmail.com\n');
    const asked = { list, sender: await makeSender(sluice), ...WHOLE_DECLARATION };
    const before = await makeRelease(sluice, asked);
    expect(before).toMatchObject({ status: 'ready', counts: { released: 1 } });
    expect((await sluice.request('/readyz')).status).toBe(200);
    await jsonOf(postJson(sluice, '/v1/suppressions', { address: 'bob@gmail.com', reason: 'manual' }));
    await query(async (sql) => {
      await sql`UPDATE suppression_state SET next_change = now() - interval '1 minute'`;
      await sql`INSERT INTO audit_events (at, actor, act, details)
        VALUES (now() + interval '1 minute', 'key:later', 'list.receive', '{}')`;
      // A later event with an earlier date does not hide it.
      await sql`INSERT INTO audit_events (actor, act, details) VALUES ('key:now', 'list.receive', '{}')`;
    });

    expect(await (await sluice.request('/readyz')).json()).toEqual({
      status: 'unavailable',
      code: 'clock-unsure',
    });
    await problemOf(await sluice.request(`/v1/releases/${before.id}/file`), 'clock-unsure');
    expect(await makeRelease(sluice, asked)).toMatchObject({
      status: 'held',
      list_reasons: ['CLOCK_UNSURE'],
      counts: { released: 0, held: 1, excluded: 0 },
    });
    const { database } = sluice.installation;
    await expect(sweep({ database, log: createLog('silent') })).rejects.toMatchObject({
      code: 'clock-unsure',
    });
    const [due] = await query(
      (sql) => sql`SELECT count(*)::int AS n FROM suppression_state WHERE next_change < now()`,
    );
    expect(due).toEqual({ n: 1 });
  });
});
