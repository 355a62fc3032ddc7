// A release that cannot be decided ends as failed, with a code, and its file is refused.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPool, type Pool } from '../../../db/connect.ts';
import { composeWorker } from '../../../src/compose.ts';
import { createLog } from '../../../src/log.ts';
import {
  completeList,
  openTestInstallation,
  type TestInstallation,
  until,
} from '../../support/installation.ts';
import { askRelease, createSender, fetchFile, findRelease, NEWSLETTER } from './release-desk.ts';

let sluice: TestInstallation;
let owner: Pool;
let worker: { close(): Promise<void> };
const startWorker = async () => {
  worker = await composeWorker(sluice.installation, sluice.config, createLog('silent'));
};
beforeAll(async () => {
  sluice = await openTestInstallation({ worker: false });
  owner = openPool({ url: sluice.ownerUrl, applicationName: 'test failure', max: 1 });
  await startWorker();
});
afterAll(async () => {
  await worker.close();
  await owner.close();
  await sluice.close();
});

it('fails when a chunk is missing, and nothing can be fetched', async () => {
  const { id: list } = await completeList(sluice, 'email,id\r\nann@kelpworks.com,1\r\n');
  await worker.close();
  const id = await askRelease(sluice, {
    ...NEWSLETTER,
    list,
    sender: await createSender(sluice, 'marketing'),
  });
  await owner.sql`DELETE FROM list_chunks`;
  await startWorker();
  const release = await until(async () => {
    const found = await findRelease(sluice, id);
    return found.status === 'deciding' ? null : found;
  });
  expect(release).toMatchObject({ status: 'failed', failure: 'fail-closed', manifest: null });
  const file = await fetchFile(sluice, id);
  expect({ status: file.status, problem: JSON.parse(file.text) }).toMatchObject({
    status: 500,
    problem: { code: 'fail-closed' },
  });
  // What has failed keeps no list from being deleted.
  expect((await sluice.request(`/v1/lists/${list}`, { method: 'DELETE' })).status).toBe(204);
});
