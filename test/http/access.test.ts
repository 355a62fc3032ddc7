// What a key is: its role, its life, where it may stand and where not.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../../db/connect.ts';
import { ROLE_SCOPES } from '../../src/access/roles.ts';
import { createApp, ROUTES } from '../../src/http/app.ts';
import type { Route } from '../../src/http/operation.ts';
import type { LogFields } from '../../src/log.ts';
import { KEY_ROLES, type KeyRole, SCOPES, type Scope } from '../../src/model/actor.ts';
import { createApiKeys } from '../../src/pipeline/api-keys.ts';
import { openTestInstallation, type TestInstallation } from '../support/installation.ts';
import { problemOf } from './problem-answer.ts';

const ORIGIN = 'https://clinic.org';
const ACTOR = { name: 'test', personId: null };

let sluice: TestInstallation;
let apiKeys: ReturnType<typeof createApiKeys>;
const keys = {} as Record<KeyRole, string>;

beforeAll(async () => {
  sluice = await openTestInstallation({ worker: false });
  apiKeys = createApiKeys(sluice.installation.database);
  for (const role of KEY_ROLES) keys[role] = await sluice.key(role, role === 'publishable' ? [ORIGIN] : []);
});
afterAll(() => sluice.close());

const idOf = (key: string) => key.split('_')[1] ?? '';
const pathOf = ({ path }: Route) => path.replace('{id}', `lst_${'0'.repeat(32)}`);

function ask(route: Route, key: string | null, headers: Record<string, string> = {}) {
  const authorization = key === null ? {} : { authorization: `Bearer ${key}` };
  return sluice.app.request(pathOf(route), {
    method: route.method.toUpperCase(),
    headers: { ...authorization, ...headers },
  });
}

async function expireKey(key: string): Promise<void> {
  const owner = openPool({ url: sluice.ownerUrl, applicationName: 'test', max: 1 });
  await owner.sql`UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = ${idOf(key)}`;
  await owner.close();
}

describe('the roles of keys', () => {
  /** The contract's table (design 8.1), a word an entry; the proof of a release goes with its file. Own lists came later. */
  const WORDS: Readonly<Record<string, readonly Scope[]>> = {
    validate: ['validate'],
    'lists upload': ['lists:upload'],
    'lists read': ['lists:read'],
    'lists results': ['lists:results'],
    'lists cancel, delete': ['lists:write'],
    'consents write, import': ['consents:write', 'imports:read'],
    'contacts write, import': ['contacts:write', 'imports:read'],
    'suppressions add': ['suppressions:add'],
    'suppressions import': ['suppressions:import', 'imports:read'],
    search: ['people:read'],
    events: ['events:write'],
    senders: ['senders:read', 'senders:write'],
    'releases create': ['releases:create'],
    'releases read': ['releases:read'],
    'releases fetch': ['releases:fetch', 'manifests:read'],
    'releases recheck': ['releases:recheck'],
    metrics: ['metrics:read'],
    'audit read, verify': ['audit:read'],
    manifests: ['manifests:read'],
    'own lists write': ['reference:write'],
  };
  const MAY: Readonly<Record<KeyRole, readonly string[]>> = {
    service: Object.keys(WORDS).filter((word) => word !== 'audit read, verify' && word !== 'manifests'),
    upload: ['lists upload', 'lists read'],
    sender: ['releases read', 'releases fetch', 'releases recheck', 'suppressions add'],
    auditor: ['audit read, verify', 'manifests'],
    publishable: ['validate'],
  };

  it.each(KEY_ROLES)('%s may what the contract says, and nothing else', (role) => {
    const scopes = new Set(MAY[role].flatMap((word) => WORDS[word] ?? []));
    expect([...ROLE_SCOPES[role]].sort()).toEqual([...scopes].sort());
  });

  it('leave to people what is never for a key', () => {
    expect(SCOPES.filter((scope) => /hold|polic|lift|role|reveal|break|key/.test(scope))).toEqual([]);
  });
});

describe('open routes', () => {
  it('are the health of the service alone', () => {
    expect(ROUTES.filter(({ scope }) => scope === null).map(({ path }) => path)).toEqual([
      '/healthz',
      '/readyz',
    ]);
  });

  it.each(['/healthz', '/readyz', '/openapi.json'])('%s needs no key', async (path) => {
    expect((await sluice.app.request(path)).status).toBe(200);
  });
});

describe('T28 · a key is guessed, stolen, or goes on when its time is over', () => {
  const SENDERS = '/v1/senders';
  const askWith = (authorization: string) => sluice.app.request(SENDERS, { headers: { authorization } });

  it('is refused from the moment it is revoked', async () => {
    const key = await apiKeys.create(ACTOR, {
      name: 'revoked',
      role: 'service',
      origins: [],
      person: 'tester',
    });
    expect((await askWith(`Bearer ${key}`)).status).toBe(200);
    expect(await apiKeys.revoke(ACTOR, 'revoked')).toBe(true);
    await problemOf(await askWith(`Bearer ${key}`), 'key-invalid');
    expect(await apiKeys.revoke(ACTOR, 'revoked')).toBe(false);
  });

  it('is refused when its time is over', async () => {
    const key = await sluice.key('service');
    await expireKey(key);
    await problemOf(await askWith(`Bearer ${key}`), 'key-invalid');
  });

  it('of another secret, or of another kind, is refused', async () => {
    const { service, publishable } = keys;
    await problemOf(
      await askWith(`Bearer ${service.slice(0, -1)}${service.endsWith('0') ? '1' : '0'}`),
      'key-invalid',
    );
    await problemOf(await askWith(`Bearer ${service.replace('sk_', 'pk_')}`), 'key-invalid');
    await problemOf(await askWith(`Bearer ${publishable.replace('pk_', 'sk_')}`), 'key-invalid');
  });

  it.each([
    ['Basic', (key: string) => `Basic ${key}`],
    ['no scheme', (key: string) => key],
    ['two keys', (key: string) => `Bearer ${key} ${key}`],
    ['an empty header', () => 'Bearer '],
  ])('sent with %s is no key', async (_, headerOf) => {
    await problemOf(await askWith(headerOf(keys.service)), 'key-missing');
  });

  it.each(['sk_1_2', 'sk_', 'Bearer', '\u00e9'])('that is malformed (%#) is invalid', async (text) => {
    await problemOf(await askWith(`Bearer ${text}`), 'key-invalid');
  });

  it('is found whatever the case of its scheme', async () => {
    expect((await askWith(`bearer ${keys.service}`)).status).toBe(200);
  });

  it('may be narrowed, and never widened', async () => {
    const narrow = {
      name: 'narrow',
      role: 'service',
      scopes: ['senders:read'],
      origins: [],
      person: 'tester',
    } as const;
    const key = await apiKeys.create(ACTOR, narrow);
    expect((await askWith(`Bearer ${key}`)).status).toBe(200);
    const lists = await sluice.app.request('/v1/lists', { headers: { authorization: `Bearer ${key}` } });
    await problemOf(lists, 'scope-missing');
    const wide = { ...narrow, name: 'wide', role: 'upload', scopes: ['people:read'] } as const;
    await expect(apiKeys.create(ACTOR, wide)).rejects.toMatchObject({ code: 'invalid-value' });
  });
});

describe('T28 · a key stands where others see or send it: in a URL, a cookie, a body', () => {
  const places = [
    ['query', (key: string) => `/v1/lists?key=${key}`],
    ['query of an open route', (key: string) => `/healthz?api_key=${key}`],
    ['path', (key: string) => `/v1/lists/${key}`],
    ['unknown path', (key: string) => `/${key}`],
    ['query, percent-encoded', (key: string) => `/v1/lists?key=${key.replaceAll('_', '%5F')}`],
    ['query behind an encoded character', (key: string) => `/v1/lists?q=%20${key}`],
  ] as const;

  it.each(places)(
    '(a URL: %s) is 400, with or without a good header, and is flagged in the log',
    async (_, urlOf) => {
      const events: [string, LogFields | undefined][] = [];
      const note = (event: string, fields?: LogFields) => void events.push([event, fields]);
      const log = { debug: note, info: note, warn: note, error: note };
      const app = createApp({ ...sluice.services, log });
      for (const headers of [{}, { authorization: `Bearer ${keys.service}` }]) {
        await problemOf(await app.request(urlOf(keys.upload), { headers }), 'key-in-url');
      }
      await problemOf(await app.request(urlOf(keys.publishable)), 'key-in-url');
      const flagged = events.filter(([event]) => event === 'key in a URL');
      const seen = [keys.upload, keys.upload, keys.publishable];
      expect(flagged.map(([, fields]) => fields?.key)).toEqual(seen.map(idOf));
      for (const key of seen) expect(JSON.stringify(events)).not.toContain(key.split('_')[2]);
    },
  );

  it.each(['service', 'publishable'] as const)('(a %s key in a cookie or a body) is no key', async (role) => {
    const cookie = { cookie: `key=${keys[role]}; authorization=${keys[role]}`, origin: ORIGIN };
    await problemOf(await sluice.app.request('/v1/senders', { headers: cookie }), 'key-missing');
    const body = JSON.stringify({ key: keys[role], address: 'ann@gmail.com' });
    const headers = { origin: ORIGIN, 'content-type': 'application/json' };
    const asked = await sluice.app.request('/v1/validate', { method: 'POST', body, headers });
    await problemOf(asked, 'key-missing');
  });
});

describe('T61 · a publishable key is used outside its pages', () => {
  const ROUTE = ROUTES.find(({ path }) => path === '/v1/validate') as Route;

  it.each([
    ['null', 'null'],
    ['another site that ends alike', 'https://evil-clinic.org'],
    ['a site below another name', 'https://clinic.org.evil.com'],
    ['a subdomain', 'https://www.clinic.org'],
    ['another scheme', 'http://clinic.org'],
    ['another port', 'https://clinic.org:8443'],
    ['the usual port written out', 'https://clinic.org:443'],
    ['upper case', 'https://CLINIC.org'],
    ['a slash behind', 'https://clinic.org/'],
    ['a fragment', 'https://evil.com#https://clinic.org'],
    ['nothing', undefined],
  ])('from %s is 403 and the page learns nothing', async (_, origin) => {
    const answer = await ask(ROUTE, keys.publishable, origin === undefined ? {} : { origin });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    await problemOf(answer, 'origin-refused');
  });

  it('works from each of its origins', async () => {
    const key = await sluice.key('publishable', ['https://a.clinic.org', 'http://localhost:3000']);
    for (const origin of ['https://a.clinic.org', 'http://localhost:3000']) {
      expect((await ask(ROUTE, key, { origin })).status).toBe(415);
    }
    await problemOf(await ask(ROUTE, key, { origin: ORIGIN }), 'origin-refused');
  });

  it.each([
    'null',
    '*',
    'https://clinic.org/',
    'https://Clinic.org',
    'clinic.org',
    'https://clinic.org:443',
    '',
  ])('is not made for %j, which no browser sends as an origin', async (origin) => {
    const request = {
      name: `odd ${origin}`,
      role: 'publishable',
      origins: [origin],
      person: 'tester',
    } as const;
    await expect(apiKeys.create(ACTOR, request)).rejects.toMatchObject({ code: 'invalid-value' });
  });
});
