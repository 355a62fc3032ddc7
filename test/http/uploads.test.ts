// Uploads and downloads that do not come to their end: nothing half is taken for whole.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../../db/connect.ts';
import { type Listening, listen } from '../../src/http/listen.ts';
import { listPageSchema } from '../../src/http/schemas/list.ts';
import {
  completeList,
  openTestInstallation,
  type TestInstallation,
  until,
  uploadForm,
} from '../support/installation.ts';
import { jsonOf, postJson } from './json-request.ts';
import { makeRelease, makeSender, WHOLE_DECLARATION } from './made-release.ts';
import { cutBody, MULTIPART_END, MULTIPART_HEAD, MULTIPART_TYPE } from './multipart-stream.ts';
import { problemOf } from './problem-answer.ts';

let sluice: TestInstallation;
let listening: Listening;
let key: string;
beforeAll(async () => {
  sluice = await openTestInstallation();
  listening = await listen(sluice.services, { host: '127.0.0.1', port: 0 });
  key = await sluice.key('service');
});
afterAll(async () => {
  await listening.close();
  await sluice.close();
});

const row = (at: number) => `u${at}@gmail.com,note ${at}\n`;
const rows = (count: number) => Array.from({ length: count }, (_, at) => row(at)).join('');
const url = (path: string) => `http://127.0.0.1:${listening.port}${path}`;

async function newestList() {
  const { lists } = listPageSchema.parse(await jsonOf(sluice.request('/v1/lists')));
  return lists[0];
}

/** An upload by hand: the head is sent, the rest is the test's. */
async function openUpload(): Promise<Socket> {
  const socket = connect(listening.port, '127.0.0.1');
  await once(socket, 'connect');
  const head = [
    'POST /v1/lists HTTP/1.1',
    'Host: localhost',
    `Authorization: Bearer ${key}`,
    `Content-Type: ${MULTIPART_TYPE}`,
    'Content-Length: 100000000',
    '',
    MULTIPART_HEAD,
  ];
  socket.write(head.join('\r\n'));
  return socket;
}

async function expectRefusedRelease(list: string): Promise<void> {
  const request = { list, sender: await makeSender(sluice), ...WHOLE_DECLARATION };
  await problemOf(await postJson(sluice, '/v1/releases', request), 'list-not-complete');
}

async function expectRemovable(id: string): Promise<void> {
  expect((await sluice.request(`/v1/lists/${id}`, { method: 'DELETE' })).status).toBe(204);
  await problemOf(await sluice.request(`/v1/lists/${id}`), 'not-found');
}

describe('an upload that is cut', () => {
  it.each([
    ['in its first rows', `email,n\n${rows(10)}u1@gm`, 10],
    ['between two rows', `email,n\n${rows(7000)}`, 7000],
    ['in a row far behind', `email,n\n${rows(12_345)}"u1@gmail.com`, 12_345],
  ])('%s is failed with the rows that arrived whole', async (_, sent, count) => {
    const init = {
      method: 'POST',
      body: cutBody(sent),
      headers: { 'content-type': MULTIPART_TYPE },
      duplex: 'half',
    };
    await problemOf(await sluice.request('/v1/lists', init as RequestInit), 'upload-incomplete');
    const list = await newestList();
    expect(list).toMatchObject({ name: 'Cut', status: 'failed', failure: 'upload-incomplete', rows: count });
    const { id = '' } = list ?? {};
    await problemOf(await sluice.request(`/v1/lists/${id}/results`), 'list-not-complete');
    await expectRefusedRelease(id);
    await expectRemovable(id);
  });

  it('by its connection is failed with the rows that arrived whole', async () => {
    const socket = await openUpload();
    socket.write(`email,n\n${rows(6000)}u1@gmail.com,the last no`);
    const receiving = await until(async () => {
      const list = await newestList();
      return list?.status === 'receiving' && list.rows === 5000 ? list : null;
    });
    await expectRefusedRelease(receiving.id);
    socket.destroy();
    const list = await until(async () => {
      const newest = await newestList();
      return newest?.status === 'receiving' ? null : newest;
    });
    expect(list).toMatchObject({ status: 'failed', failure: 'upload-incomplete', rows: 6000 });
    await expectRefusedRelease(receiving.id);
    await expectRemovable(receiving.id);
  });

  it('before the file begins makes no list', async () => {
    await completeList(sluice, 'ann@gmail.com\n', { name: 'Before' });
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from(MULTIPART_HEAD.slice(0, 60))),
      pull: (controller) => controller.error(new Error('aborted')),
    });
    const init = { method: 'POST', body, headers: { 'content-type': MULTIPART_TYPE }, duplex: 'half' };
    await problemOf(await sluice.request('/v1/lists', init as RequestInit), 'upload-incomplete');
    expect((await newestList())?.name).toBe('Before');
  });

  it('by the deletion of its list stops, and leaves no chunk behind', async () => {
    const socket = await openUpload();
    const answered = until(async () => (socket.read() as Buffer | null)?.toString() ?? null);
    socket.write(`email,n\n${rows(6000)}`);
    const { id } = await until(async () => {
      const list = await newestList();
      return list?.status === 'receiving' && list.rows === 5000 ? list : null;
    });
    const stored = await sluice.installation.database.lists.find(id);
    await expectRemovable(id);
    for (let at = 0; at < 20; at += 1) socket.write(rows(1000));
    expect(await answered).toMatch(/^HTTP\/1\.1 410 [\s\S]*"code":"list-deleted"/);
    expect(await sluice.installation.database.chunks.progress([stored?.id ?? 0])).toEqual(new Map());
    socket.destroy();
  });
});

describe('a body that is refused', () => {
  const MEBIBYTE = Buffer.alloc(1024 * 1024, 'some text,more of it\n');

  /** Sends the whole body before it reads, as many clients do. */
  async function sendThenRead(path: string, type: string, start: string, authorization = `Bearer ${key}`) {
    const socket = connect(listening.port, '127.0.0.1');
    const head = [
      `POST ${path} HTTP/1.1`,
      'Host: localhost',
      `Authorization: ${authorization}`,
      `Content-Type: ${type}`,
      `Content-Length: ${Buffer.byteLength(start) + 70 * MEBIBYTE.length}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${start}`);
    for (let sent = 0; sent < 70; sent += 1) if (!socket.write(MEBIBYTE)) await once(socket, 'drain');
    const answer = await until(async () => (socket.read() as Buffer | null)?.toString() ?? null);
    socket.destroy();
    return answer;
  }

  it.each([
    [
      'an upload without addresses',
      '/v1/lists',
      MULTIPART_TYPE,
      `${MULTIPART_HEAD}note,remark\n`,
      'no-address-column',
    ],
    ['an import of other columns', '/v1/suppressions/import', 'text/csv', 'note,remark\n', 'columns-missing'],
    ['too much JSON', '/v1/validate', 'application/json', '{', 'body-too-large'],
    ['another type', '/v1/validate', 'text/plain', '', 'media-unsupported'],
    ['an unknown path', '/v1/nothing', 'text/csv', '', 'not-found'],
  ])('(%s) is taken to its end, so that its sender gets to know why', async (_, path, type, start, code) => {
    expect(await sendThenRead(path, type, start)).toContain(`"code":"${code}"`);
  });

  it('(for its key) is taken to its end too', async () => {
    const answer = await sendThenRead('/v1/lists', MULTIPART_TYPE, MULTIPART_HEAD, 'Bearer nobody');
    expect(answer).toMatch(/^HTTP\/1\.1 401 [\s\S]*"code":"key-invalid"/);
  });

  it('leaves the service as it was', async () => {
    const init = {
      method: 'POST',
      body: uploadForm(`email\n${rows(20_000)}`),
      headers: { authorization: `Bearer ${key}` },
    };
    const { id } = await jsonOf<{ id: string }>(fetch(url('/v1/lists'), init));
    const list = await until(async () => {
      const { status, rows } = await jsonOf<{ status: string; rows: number }>(
        sluice.request(`/v1/lists/${id}`),
      );
      return status === 'completed' ? rows : null;
    });
    expect(list).toBe(20_000);
  });
});

describe('a slow upload', () => {
  it('is verified while it comes in', async () => {
    const socket = await openUpload();
    socket.write(`email,n\n${rows(5500)}`);
    await until(async () => {
      const list = await newestList();
      return list?.status === 'receiving' && list.processed === 5000 ? list : null;
    });
    socket.destroy();
  });

  it('ends with its last byte, whatever the size that was announced', async () => {
    const socket = await openUpload();
    const answered = until(async () => (socket.read() as Buffer | null)?.toString() ?? null);
    socket.write('email,n\nann@gmail.com,');
    await sleep(50);
    socket.write(`x\n${MULTIPART_END}`);
    socket.end();
    expect(await answered).toMatch(/^HTTP\/1\.1 (202|400) /);
  });
});

describe('a download', () => {
  async function withoutLastChunk(id: string): Promise<void> {
    const owner = openPool({ url: sluice.ownerUrl, applicationName: 'test', max: 1 });
    await owner.sql`
      DELETE FROM list_chunks c USING lists l
      WHERE l.id = c.list_id AND l.public_id = ${id}
        AND c.seq = (SELECT max(seq) FROM list_chunks WHERE list_id = l.id)`;
    await owner.close();
  }
  const get = (path: string) => fetch(url(path), { headers: { authorization: `Bearer ${key}` } });

  it('whose rows go away on the way breaks, and never looks whole', async () => {
    const { id } = await completeList(sluice, `email,n\n${rows(26_000)}`, { source: 'clinical' });
    const sender = await makeSender(sluice, 'transactional');
    const declared = { ...WHOLE_DECLARATION, content: 'payment', source: 'clinical' };
    const trigger = { type: 'appointment', ref: '4711' };
    const release = await makeRelease(sluice, { list: id, sender, ...declared, trigger });
    expect(release).toMatchObject({ status: 'ready', counts: { released: 26_000 } });
    const paths = [
      `/v1/lists/${id}/results`,
      `/v1/lists/${id}/results?format=json`,
      `/v1/releases/${release.id}/file`,
    ];
    for (const path of paths) expect((await (await get(path)).text()).length).toBeGreaterThan(200_000);
    await withoutLastChunk(id);
    for (const path of paths) {
      const answer = await get(path);
      expect(answer.status).toBe(200);
      await expect(answer.text()).rejects.toThrow();
    }
  });

  it('that fails before its first row is a problem, not an empty file', async () => {
    const { id } = await completeList(sluice, 'email,n\nann@gmail.com,1\n');
    await withoutLastChunk(id);
    await problemOf(await get(`/v1/lists/${id}/results`), 'fail-closed');
  });

  it('whose reader goes away leaves the service as it was', async () => {
    const { id } = await completeList(sluice, `email,n\n${rows(12_000)}`);
    const reader = (await get(`/v1/lists/${id}/results`)).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect((await (await get(`/v1/lists/${id}/results`)).text()).split('\r\n')).toHaveLength(12_002);
  });
});
