// What is not a whole list is released by nobody, and a form that does not fit leaves nothing behind.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool, type Pool } from '../../db/connect.ts';
import { LIST_STATES } from '../../src/model/list.ts';
import { completeList, openTestInstallation, type TestInstallation } from '../support/installation.ts';
import { postJson } from './json-request.ts';
import { makeRelease, makeSender, WHOLE_DECLARATION } from './made-release.ts';
import { MULTIPART_END, MULTIPART_HEAD, MULTIPART_TYPE } from './multipart-stream.ts';
import { problemOf } from './problem-answer.ts';

let sluice: TestInstallation;
let owner: Pool;
let sender: string;
beforeAll(async () => {
  sluice = await openTestInstallation();
  owner = openPool({ url: sluice.ownerUrl, applicationName: 'test', max: 1 });
  sender = await makeSender(sluice);
});
afterAll(async () => {
  await owner.close();
  await sluice.close();
});

const request = (list: string) => ({ list, sender, ...WHOLE_DECLARATION });
const newList = async (name: string) =>
  (await completeList(sluice, 'email\nann@gmail.com\nbob@gmail.com\n', { name })).id;

describe('T29 · half a list is released', () => {
  it.each(LIST_STATES.filter((state) => state !== 'completed'))('not of a list that is %s', async (state) => {
    const list = await newList(state);
    await owner.sql`UPDATE lists SET status = ${state} WHERE public_id = ${list}`;
    await problemOf(await postJson(sluice, '/v1/releases', request(list)), 'list-not-complete');
    expect(
      await owner.sql`SELECT 1 FROM releases r JOIN lists l ON l.id = r.list_id WHERE l.public_id = ${list}`,
    ).toEqual([]);
  });

  it('not of a list whose trailer is of another list, or is gone', async () => {
    const [list, other] = [await newList('one'), await newList('other')];
    await owner.sql`
      UPDATE lists SET sealed_trailer = (SELECT sealed_trailer FROM lists WHERE public_id = ${other})
      WHERE public_id = ${list}`;
    await owner.sql`UPDATE lists SET sealed_trailer = NULL WHERE public_id = ${other}`;
    for (const id of [list, other]) {
      expect(await makeRelease(sluice, request(id))).toMatchObject({
        status: 'failed',
        failure: 'fail-closed',
      });
    }
  });

  it('not of a list that lacks a chunk, or has one twice', async () => {
    const [cut, doubled] = [await newList('cut'), await newList('doubled')];
    await owner.sql`
      DELETE FROM list_chunks USING lists l WHERE l.id = list_id AND l.public_id = ${cut}`;
    await owner.sql`CREATE TEMPORARY TABLE again AS
      SELECT c.* FROM list_chunks c JOIN lists l ON l.id = c.list_id WHERE l.public_id = ${doubled}`;
    await owner.sql`UPDATE again SET seq = 1`;
    await owner.sql`INSERT INTO list_chunks OVERRIDING SYSTEM VALUE SELECT * FROM again`;
    for (const id of [cut, doubled]) {
      expect(await makeRelease(sluice, request(id))).toMatchObject({
        status: 'failed',
        failure: 'fail-closed',
      });
    }
  });
});

describe('T29 · a form whose parts do not fit', () => {
  const [BOUNDARY] = MULTIPART_HEAD.split('\r\n');
  const field = (name: string, value: string) =>
    `${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const file = `${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\nemail\r\nann@gmail.com\r\n`;
  const END = MULTIPART_END.slice(2);
  const named = field('name', 'Half') + field('source', 'web_form');

  const stored = async () => {
    const [counts] = await owner.sql`
      SELECT (SELECT count(*)::int FROM lists) AS lists, (SELECT count(*)::int FROM list_chunks) AS chunks,
        (SELECT count(*)::int FROM data_keys WHERE purpose = 'lists') AS keys`;
    return counts;
  };
  const send = (body: string) =>
    sluice.request('/v1/lists', { method: 'POST', body, headers: { 'content-type': MULTIPART_TYPE } });

  it.each([
    ['an unknown field', 'multipart-invalid', `${named}${field('nam', 'x')}${file}${END}`],
    ['a field twice', 'multipart-invalid', `${named}${field('name', 'x')}${file}${END}`],
    ['100,000 fields', 'multipart-invalid', `${named}${field('x', '').repeat(100_000)}${file}${END}`],
    ['a field over 4 KiB', 'multipart-invalid', `${field('name', 'x'.repeat(4097))}${file}${END}`],
    [
      '101 headers',
      'multipart-invalid',
      `${named}${file.replace('\r\n\r\n', `${'\r\nX: x'.repeat(100)}\r\n\r\n`)}${END}`,
    ],
    ['no file', 'multipart-invalid', `${named}${END}`],
    ['the file before its name', 'invalid-value', `${file}${named}${END}`],
    ['no end', 'upload-incomplete', field('name', 'Half')],
  ] as const)('with %s is refused before anything is stored', async (_, code, body) => {
    const before = await stored();
    await problemOf(await send(body), code);
    expect(await stored()).toEqual(before);
  });

  it.each([
    ['a field behind the file', `${named}${file}${field('address_column', 'email')}${END}`],
    ['two files', `${named}${file}${file}${END}`],
  ])('with %s leaves a list that has failed, and is released by nobody', async (_, body) => {
    await problemOf(await send(body), 'multipart-invalid');
    const [list] = await owner.sql<{ id: string; status: string; failure: string }[]>`
      SELECT public_id AS id, status, failure FROM lists ORDER BY lists.id DESC LIMIT 1`;
    expect(list).toMatchObject({ status: 'failed', failure: 'multipart-invalid' });
    await problemOf(await postJson(sluice, '/v1/releases', request(list?.id ?? '')), 'list-not-complete');
  });
});
