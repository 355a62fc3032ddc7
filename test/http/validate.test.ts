// The form's question: the shape of its answer, what it takes, and which pages may read it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resultSchema } from '../../src/http/schemas/result.ts';
import { openTestInstallation, SMALL_ZONE, type TestInstallation } from '../support/installation.ts';
import { jsonOf, postJson } from './json-request.ts';
import { problemOf } from './problem-answer.ts';

const ORIGIN = 'https://clinic.org';
const ZONE = [
  SMALL_ZONE,
  'implicit.org A 198.41.0.4',
  'nodata.org SOA 900',
  'broken.org FAIL servfail',
  'closed.org FAIL refused',
].join('\n');

let sluice: TestInstallation;
let publishable: Record<string, string>;
beforeAll(async () => {
  sluice = await openTestInstallation({ zone: ZONE });
  publishable = { authorization: `Bearer ${await sluice.key('publishable', [ORIGIN])}`, origin: ORIGIN };
});
afterAll(() => sluice.close());

const ask = (address: unknown, headers: Record<string, string> = {}) =>
  postJson(sluice, '/v1/validate', { address }, headers);

describe('the answer', () => {
  it.each([
    ['ann@gmail.com', 'deliverable', 'ok', 'domain'],
    ['info@kelpworks.com', 'deliverable', 'role-account', 'domain'],
    ['ann@gmial.com', 'undeliverable', 'nxdomain', 'domain'],
    ['ann@nullmx.org', 'undeliverable', 'null-mx', 'domain'],
    ['ann@implicit.org', 'deliverable', 'ok', 'domain'],
    ['ann@nodata.org', 'undeliverable', 'no-mail-host', 'domain'],
    ['ann@broken.org', 'unknown', 'dns-servfail', 'syntax'],
    ['ann@closed.org', 'unknown', 'dns-refused', 'syntax'],
    ['ann@example.com', 'undeliverable', 'special-use-domain', 'syntax'],
    ['"ann smith"@gmail.com', 'risky', 'quoted-local', 'domain'],
    ['ann', 'undeliverable', 'invalid-syntax', 'syntax'],
    ['', 'undeliverable', 'invalid-syntax', 'syntax'],
    [`${'a'.repeat(65)}@gmail.com`, 'undeliverable', 'invalid-syntax', 'syntax'],
  ])('about %j is %s for %s', async (address, verdict, reason, evidence) => {
    const result = resultSchema.parse(await jsonOf(ask(address)));
    expect(result).toMatchObject({ address, verdict, reason, evidence });
    expect(result.syntax.valid).toBe(reason !== 'invalid-syntax');
  });

  it('has every member of the contract, and no other', async () => {
    const result = await jsonOf<Record<string, unknown>>(ask('ann+news@gmail.com'));
    expect(result).toEqual({
      address: 'ann+news@gmail.com',
      verdict: 'deliverable',
      reason: 'ok',
      evidence: 'domain',
      score: 100,
      syntax: {
        valid: true,
        reason: null,
        local_part: 'ann+news',
        domain: 'gmail.com',
        normalized: 'ann+news@gmail.com',
        flags: [],
      },
      domain: {
        dns: 'ok',
        mail: 'mx',
        exchanges: ['mx.gmail.com'],
        provider: 'google',
        disposable: false,
        relay: false,
        free: true,
        accept_all: null,
      },
      mailbox: { role: false, subaddress: 'news' },
      suggestion: null,
      toxicity: { score: 0, signals: [] },
      checks: expect.any(Array),
      checked_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
  });

  it('about a text that is no address has no domain and nothing normalized', async () => {
    const result = await jsonOf<Record<string, unknown>>(ask('ann at gmail.com'));
    expect(result).not.toHaveProperty('domain');
    expect(result).toMatchObject({ syntax: { normalized: null, local_part: null } });
  });

  it('is judged now, not when the domain was looked up', async () => {
    const before = Date.now();
    const { checked_at } = resultSchema.parse(await jsonOf(ask('ann@gmail.com')));
    expect(Date.parse(checked_at)).toBeGreaterThanOrEqual(before);
  });
});

describe('a request that does not fit', () => {
  it.each([
    ['without an address', {}, '/address'],
    ['with a number', { address: 7 }, '/address'],
    ['with an array', { address: ['ann@gmail.com'] }, '/address'],
    ['with a text beyond any address', { address: 'x'.repeat(2001) }, '/address'],
    ['with a member that the call does not know', { address: 'ann@gmail.com', mode: 'x' }, ''],
    ['that is an array', ['ann@gmail.com'], ''],
    ['that is null', null, ''],
  ])('%s is 422 and says where', async (_, body, pointer) => {
    const problem = await problemOf(await postJson(sluice, '/v1/validate', body), 'invalid-value');
    expect(problem.pointer).toBe(pointer);
  });

  const send = (body: string | Uint8Array<ArrayBuffer>, contentType: string) =>
    sluice.request('/v1/validate', { method: 'POST', body, headers: { 'content-type': contentType } });

  it.each([
    ['no JSON', '{"address": ann}'],
    ['half of one', '{"address": "ann@gmail.com"'],
    ['nothing', ''],
    ['very deep', '['.repeat(100_000)],
    ['Latin-1', Buffer.from('{"address":"jos\u00e9@gmail.com"}', 'latin1')],
  ])('by being %s is 400', async (_, body) => {
    await problemOf(await send(body, 'application/json'), 'invalid-json');
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'application/json-seq'])(
    'by its type %s is 415',
    async (contentType) => {
      await problemOf(await send('{"address":"ann@gmail.com"}', contentType), 'media-unsupported');
    },
  );

  it('by its size is 413', async () => {
    const body = JSON.stringify({ address: 'x'.repeat(300_000) });
    await problemOf(await send(body, 'application/json; charset=utf-8'), 'body-too-large');
  });

  it('by being cut is 400, and no failure of ours', async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from('{"addr')),
      pull: (controller) => controller.error(Object.assign(new Error('aborted'), { code: 'ECONNRESET' })),
    });
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', body, headers, duplex: 'half' } as RequestInit;
    await problemOf(await sluice.request('/v1/validate', init), 'upload-incomplete');
  });
});

describe('a page', () => {
  const preflight = (path: string, origin: string) =>
    sluice.app.request(path, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization, content-type',
      },
    });

  it('is told before it asks that it may', async () => {
    const answer = await preflight('/v1/validate', ORIGIN);
    expect(answer.status).toBe(204);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization, content-type',
      vary: 'Origin',
    });
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('is told so about no other path', async () => {
    for (const path of ['/v1/lists', '/v1/suppressions', '/healthz']) {
      const answer = await preflight(path, ORIGIN);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      await problemOf(answer, 'not-found');
    }
  });

  it('of an allowed origin may read the answer, and a refusal of what it sent', async () => {
    for (const [address, status] of [
      ['ann@gmail.com', 200],
      [7, 422],
    ] as const) {
      const answer = await ask(address, publishable);
      expect(answer.status).toBe(status);
      expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN);
      expect(answer.headers.get('vary')).toBe('Origin');
    }
  });

  it('of another origin, or with another kind of key, may not', async () => {
    const foreign = await ask('ann@gmail.com', { ...publishable, origin: 'https://evil.com' });
    expect(foreign.status).toBe(403);
    const secret = await ask('ann@gmail.com', { origin: ORIGIN });
    expect(secret.status).toBe(200);
    for (const answer of [foreign, secret]) {
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect(answer.headers.get('vary')).toBe('Origin');
    }
  });
});
