// Alive, able to work, and the numbers: and what a database that goes away does to each call.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '../../src/http/app.ts';
import { openTestInstallation, type TestInstallation, uploadForm } from '../support/installation.ts';
import { jsonOf, postJson } from './json-request.ts';
import { problemOf } from './problem-answer.ts';

/** Labels of our own vocabulary; none of them can hold what a caller sends. */
const LABELS = [
  'route',
  'status',
  'kind',
  'outcome',
  'le',
  'type',
  'space',
  'version',
  'major',
  'minor',
  'patch',
];

describe('a service that works', () => {
  let sluice: TestInstallation;
  beforeAll(async () => {
    sluice = await openTestInstallation({ worker: false });
  });
  afterAll(() => sluice.close());

  it.each(['/healthz', '/readyz'])('says so to everybody (%s)', async (path) => {
    expect(await jsonOf(sluice.app.request(path))).toEqual({ status: 'ok' });
  });

  it('counts its requests by route template and status, and tells nothing else', async () => {
    await postJson(sluice, '/v1/validate', { address: 'zqmarker@gmail.com' });
    await sluice.request('/v1/lists/zqmarker?zqmarker=zqmarker@gmail.com');
    await sluice.request('/zqmarker');
    const answer = await sluice.request('/metrics');
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await answer.text();
    expect(text).not.toMatch(/zqmarker|gmail|@/);
    const routes = new Set([...text.matchAll(/route="([^"]*)"/g)].map(([, route]) => route));
    expect([...routes].sort()).toEqual(['/healthz', '/readyz', '/v1/lists/{id}', '/v1/validate', 'none']);
    const labels = new Set([...text.matchAll(/[{,]([a-z_]+)="/g)].map(([, label]) => label ?? ''));
    expect([...labels].filter((label) => !LABELS.includes(label))).toEqual([]);
    expect(text).toContain('sluice_http_request_seconds_count{route="/v1/lists/{id}",status="404"} 1');
  });

  it('gives its numbers to nobody without the scope', async () => {
    await problemOf(await sluice.app.request('/metrics'), 'key-missing');
    const headers = { authorization: `Bearer ${await sluice.key('upload')}` };
    await problemOf(await sluice.app.request('/metrics', { headers }), 'scope-missing');
  });
});

describe('a service whose database is gone', () => {
  let sluice: TestInstallation;
  beforeAll(async () => {
    sluice = await openTestInstallation({ worker: false });
    await sluice.installation.database.close();
  });
  afterAll(() => sluice.close().catch(() => {}));

  it('is alive, and not ready', async () => {
    expect(await jsonOf(sluice.app.request('/healthz'))).toEqual({ status: 'ok' });
    const ready = await sluice.app.request('/readyz');
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { status: 'unavailable', code: 'database-unavailable' },
    ]);
  });

  it.each(ROUTES.filter(({ scope }) => scope !== null))(
    'answers $method $path with 503',
    async ({ method, path }) => {
      const body = path === '/v1/lists' && method === 'post' ? { body: uploadForm('ann@gmail.com\n') } : {};
      const init = { method: method.toUpperCase(), ...body };
      const answer = await sluice.request(path.replace('{id}', `lst_${'0'.repeat(32)}`), init);
      expect(answer.headers.get('retry-after')).toBe('5');
      await problemOf(answer, 'database-unavailable');
    },
  );
});
