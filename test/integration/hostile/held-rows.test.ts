// A row that a thread never comes back from is named and left out, and its list completes.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeWorker } from '../../../src/compose.ts';
import { createLog } from '../../../src/log.ts';
import type { ListView } from '../../../src/pipeline/lists.ts';
import { jsonOf, postCsv } from '../../http/json-request.ts';
import { makeRelease, makeSender, WHOLE_DECLARATION } from '../../http/made-release.ts';
import { HOLDING_TEXT } from '../../support/holding-text.ts';
import { completeList, openTestInstallation, type TestInstallation } from '../../support/installation.ts';

const HELD_THREAD = fileURLToPath(new URL('../../support/held-thread.ts', import.meta.url));

let sluice: TestInstallation;
let worker: Awaited<ReturnType<typeof composeWorker>>;
beforeAll(async () => {
  sluice = await openTestInstallation({ worker: false });
  worker = await composeWorker(sluice.installation, sluice.config, createLog('silent'), {
    rowDeadlineMs: 500,
    readEntry: HELD_THREAD,
  });
});
afterAll(async () => {
  await worker.close();
  await sluice.close();
});

async function verified(rows: readonly string[]) {
  const lines = rows.map((row, at) => `${row},${at + 1}\n`);
  const { id } = await completeList(sluice, `email,n\n${lines.join('')}`);
  const list = await jsonOf<ListView>(sluice.request(`/v1/lists/${id}`));
  const { problems } = await jsonOf<{ problems: unknown[] }>(sluice.request(`/v1/lists/${id}/problems`));
  return { id, list, problems };
}

describe('T9 · one hostile row holds a thread', () => {
  it('is named by its number, judged unknown, never released, and its list completes', async () => {
    const held = `${HOLDING_TEXT}.5123@gmail.com`;
    const rows = Array.from({ length: 6000 }, (_, at) => (at === 5122 ? held : `ann.${at + 1}@gmail.com`));
    const { id, list, problems } = await verified(rows);
    expect(list).toMatchObject({
      status: 'completed',
      rows: 6000,
      counts: { deliverable: 5999, unknown: 1 },
    });
    expect(list.reasons).toEqual({ ok: 5999, 'not-checked': 1 });
    expect(problems).toEqual([{ row: 5123, problem: 'parse-timeout' }]);
    const results = await (await sluice.request(`/v1/lists/${id}/results`)).text();
    expect(results.split('\r\n')[5123]).toBe(`${held},5123,unknown,not-checked,,0,,`);

    // Without a key no opt-out would meet the row: not even mail that goes to unknown addresses may go there.
    await jsonOf(postCsv(sluice, '/v1/suppressions/import', `hash,reason\n${'0'.repeat(64)},complaint\n`));
    const release = await makeRelease(sluice, {
      list: id,
      sender: await makeSender(sluice, 'transactional'),
      ...WHOLE_DECLARATION,
      content: 'payment',
      trigger: { type: 'appointment', ref: '4711' },
    });
    expect(release).toMatchObject({ status: 'ready', counts: { released: 5999, excluded: 1 } });
  });

  it('and, with many like it, leaves the rest of its chunk unread, not the list unfinished', async () => {
    const { list, problems } = await verified(
      Array.from({ length: 40 }, (_, at) =>
        at >= 10 && at < 20 ? `${HOLDING_TEXT}.${at}@gmail.com` : `ann.${at + 1}@gmail.com`,
      ),
    );
    expect(list).toMatchObject({ status: 'completed', rows: 40, counts: { deliverable: 10, unknown: 30 } });
    expect(problems).toEqual(
      Array.from({ length: 30 }, (_, at) => ({ row: at + 11, problem: 'parse-timeout' })),
    );
  });
});
