// Nothing that a caller sends comes back in a refusal, and nothing of it reaches the log.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp, ROUTES } from '../../src/http/app.ts';
import type { LogFields } from '../../src/log.ts';
import {
  completeList,
  openTestInstallation,
  type TestInstallation,
  uploadForm,
} from '../support/installation.ts';
import { makeSender, WHOLE_DECLARATION } from './made-release.ts';
import { problemOf } from './problem-answer.ts';

/** An address whose every part is unlike anything of ours. */
const MARKER = 'zqmarker.roe@zqclinic.example';
const PARTS = /zqmarker|zqclinic|%7aq/i;
const LOG_FIELDS = ['request_id', 'route', 'method', 'status', 'ms', 'key', 'code', 'frames'];

let sluice: TestInstallation;
let app: ReturnType<typeof createApp>;
let key: string;
const lines: { event: string; fields: LogFields }[] = [];
beforeAll(async () => {
  sluice = await openTestInstallation();
  const note = (event: string, fields: LogFields = {}) => void lines.push({ event, fields });
  app = createApp({ ...sluice.services, log: { debug: note, info: note, warn: note, error: note } });
  key = await sluice.key('service');
});
afterAll(() => sluice.close());

/** Sends a request and returns everything that it gave away: answer, headers and log lines. */
async function traceOf(path: string, init: RequestInit = {}) {
  lines.length = 0;
  const headers = { authorization: `Bearer ${key}`, ...(init.headers as Record<string, string>) };
  const answer = await app.request(path, { ...init, headers });
  const body = await answer.text();
  const sent = JSON.stringify([...answer.headers]);
  return { status: answer.status, body, sent, lines: [...lines] };
}

async function expectNothingOf(path: string, init: RequestInit = {}, status?: number): Promise<void> {
  const trace = await traceOf(path, init);
  if (status !== undefined) expect(trace.status).toBe(status);
  expect(trace.status).toBeGreaterThanOrEqual(400);
  expect(trace.status).toBeLessThan(500);
  expect(trace.body).not.toMatch(PARTS);
  expect(trace.sent).not.toMatch(PARTS);
  expect(JSON.stringify(trace.lines)).not.toMatch(PARTS);
  expect(trace.lines.filter(({ event }) => event === 'request')).toHaveLength(1);
  for (const { fields } of trace.lines) {
    expect(Object.keys(fields).filter((name) => !LOG_FIELDS.includes(name))).toEqual([]);
  }
}

const json = (body: unknown): RequestInit => ({
  method: 'POST',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});
const csv = (body: string): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': 'text/csv' },
});

describe('a refusal repeats nothing', () => {
  const JSON_PATHS = ROUTES.filter(({ operation }) => operation.body !== undefined).map(({ path }) => path);

  it.each(JSON_PATHS)('of a body that %s cannot take', async (path) => {
    await expectNothingOf(path, json(MARKER), 400);
    await expectNothingOf(path, json(`{"address":"${MARKER}",`), 400);
    await expectNothingOf(path, json([MARKER]), 422);
    await expectNothingOf(path, json({ [MARKER]: MARKER }), 422);
    await expectNothingOf(path, json({ address: { [MARKER]: MARKER } }), 422);
    await expectNothingOf(
      path,
      json({ address: MARKER, [MARKER]: 1, reason: MARKER, kind: MARKER, list: MARKER }),
      422,
    );
    await expectNothingOf(path, { ...json(MARKER), headers: { 'content-type': `text/${MARKER}` } }, 415);
  });

  it.each(ROUTES.filter(({ path }) => path.includes('{id}')))(
    'of the path of $method $path',
    async ({ method, path }) => {
      const init = { method: method.toUpperCase(), headers: { 'x-request-id': MARKER } };
      for (const id of [MARKER, encodeURIComponent(MARKER), `lst_${MARKER}`, '%zz', "' OR 1=1 --"]) {
        await expectNothingOf(path.replace('{id}', encodeURI(id)), init, 404);
      }
    },
  );

  it.each([
    ['/v1/lists/ID/results?format=MARKER', 422],
    ['/v1/lists/ID/results?verdict=MARKER', 422],
    ['/v1/lists/ID/results?guard=MARKER', 422],
    ['/v1/releases?list=MARKER', 422],
    ['/v1/releases/ID/file?revision=MARKER', 422],
    ['/v1/unknown?address=MARKER', 404],
    ['/MARKER', 404],
    ['/v1/validate?address=MARKER', 404],
  ])('of the query of %s', async (template, status) => {
    const path = template.replace('ID', `lst_${'0'.repeat(32)}`).replace('MARKER', MARKER);
    await expectNothingOf(path, {}, status);
  });

  it.each([
    'authorization',
    'origin',
    'user-agent',
    'referer',
    'x-forwarded-for',
    'cookie',
    'x-request-id',
    'content-type',
  ])('of the header %s', async (name) => {
    const headers = {
      'content-type': 'application/json',
      [name]: name === 'authorization' ? `Bearer ${MARKER}` : MARKER,
    };
    await expectNothingOf('/v1/senders', { method: 'POST', body: '{}', headers });
  });

  it('of an upload: its cells, its columns, its fields, its file name', async () => {
    const upload = (file: string, fields: Record<string, string> = {}) => ({
      method: 'POST',
      body: uploadForm(file, fields),
    });
    await expectNothingOf('/v1/lists', upload(`${MARKER.replace('@', ' ')},F50.0\nx,y\n`), 422);
    await expectNothingOf('/v1/lists', upload('a,b\n1,2\n', { address_column: MARKER }), 422);
    await expectNothingOf('/v1/lists', upload('a\n', { source: MARKER }), 422);
    await expectNothingOf('/v1/lists', upload('a\n', { [MARKER]: MARKER }), 400);
    await expectNothingOf('/v1/lists', upload(`${MARKER}\u0000\u0001\u0002`), 415);
    await expectNothingOf('/v1/lists', upload(`email\n"${MARKER}${'x'.repeat(1_100_000)}\n`), 422);
    const body = new FormData();
    body.set('file', new Blob(['x']), `${MARKER}.csv`);
    await expectNothingOf('/v1/lists', { method: 'POST', body }, 422);
    const headers = { 'content-type': `multipart/form-data; boundary=${MARKER}` };
    await expectNothingOf('/v1/lists', { method: 'POST', body: MARKER, headers }, 400);
  });

  it.each(['suppressions', 'consents', 'contacts'])('of an import of %s', async (kind) => {
    await expectNothingOf(`/v1/${kind}/import`, csv(`${MARKER},x\n${MARKER},y\n`), 422);
    await expectNothingOf(`/v1/${kind}/import`, csv(`${MARKER}\u0000\u0001\u0002`), 415);
  });

  it('of a release', async () => {
    const list = await completeList(sluice, `email,note\n${MARKER},x\n`);
    const whole = { list: list.id, sender: await makeSender(sluice), ...WHOLE_DECLARATION };
    await expectNothingOf('/v1/releases', json({ ...whole, columns: [MARKER] }), 422);
    await expectNothingOf('/v1/releases', json({ ...whole, [MARKER]: 1 }), 422);
    await expectNothingOf('/v1/releases', json({ ...whole, trigger: { [MARKER]: MARKER } }), 422);
  });
});

describe('T31 · a caller writes the log', () => {
  it('says of a request what the allow-list holds, and who asked by the id of the key', async () => {
    const { lines } = await traceOf('/v1/lists');
    expect(lines).toEqual([
      {
        event: 'request',
        fields: {
          request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          method: 'GET',
          route: '/v1/lists',
          status: 200,
          ms: expect.any(Number),
          key: key.split('_')[1],
        },
      },
    ]);
  });

  it('says nothing of what is done about an address that is known', async () => {
    for (const path of [
      '/v1/suppressions',
      '/v1/suppressions/search',
      '/v1/consents/search',
      '/v1/validate',
    ]) {
      const body = path === '/v1/suppressions' ? { address: MARKER, reason: 'manual' } : { address: MARKER };
      const { status, lines } = await traceOf(path, json(body));
      expect(status).toBe(200);
      expect(JSON.stringify(lines)).not.toMatch(PARTS);
    }
  });

  it.each(['abc-123', 'a'.repeat(64)])("takes a caller's request id that is one (%s)", async (id) => {
    const answer = await app.request('/healthz', { headers: { 'x-request-id': id } });
    expect(answer.headers.get('x-request-id')).toBe(id);
  });

  it.each(['a'.repeat(65), 'a b', '{"level":60}', ''])('makes its own where it is none (%#)', async (id) => {
    const answer = await app.request('/healthz', { headers: { 'x-request-id': id } });
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('a failure of ours', () => {
  const foreign = () => {
    throw Object.assign(new Error(`Failed query: select 1 -- ${MARKER}`), {
      params: [MARKER],
      code: '22P02',
    });
  };

  it('is 500 without its message, and is logged by its code', async () => {
    lines.length = 0;
    const broken = createApp({
      ...sluice.services,
      senders: { ...sluice.services.senders, list: async () => foreign() },
      log: { debug: note, info: note, warn: note, error: note },
    });
    const answer = await broken.request('/v1/senders', { headers: { authorization: `Bearer ${key}` } });
    const problem = await problemOf(answer, 'internal');
    expect(JSON.stringify([problem, lines])).not.toMatch(PARTS);
    const failure = lines.find(({ event }) => event === 'request failed');
    expect(failure?.fields).toMatchObject({ code: 'internal', request_id: problem.request_id });
  });

  function note(event: string, fields: LogFields = {}): void {
    lines.push({ event, fields });
  }
});

describe('what every answer says', () => {
  it.each(['/v1/lists', '/healthz', '/openapi.json', '/nothing'])(
    'is that it is not to be kept or guessed at (%s)',
    async (path) => {
      const answer = await sluice.request(path);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-request-id': expect.any(String),
      });
    },
  );
});

it.each([
  ['PUT', '/v1/lists'],
  ['PATCH', `/v1/lists/lst_${'0'.repeat(32)}`],
  ['GET', '/v1/validate'],
  ['DELETE', '/v1/suppressions'],
  ['OPTIONS', '/v1/validate'],
])('%s %s is no call of ours', async (method, path) => {
  await problemOf(await sluice.request(path, { method }), 'not-found');
});
