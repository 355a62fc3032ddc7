// Who may ask what: every route of the table against every kind of key, and releases against another sender's key.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../../db/connect.ts';
import { ROUTES } from '../../src/http/app.ts';
import type { Route } from '../../src/http/operation.ts';
import { KEY_ROLES, type KeyRole } from '../../src/model/actor.ts';
import { createApiKeys } from '../../src/pipeline/api-keys.ts';
import { completeList, openTestInstallation, type TestInstallation } from '../support/installation.ts';
import { jsonOf } from './json-request.ts';
import { importConsents, makeRelease, makeSender, type Release, WHOLE_DECLARATION } from './made-release.ts';
import { problemOf } from './problem-answer.ts';

const SERVICE = ['service'] as const;
const RELEASE_READERS = ['service', 'sender'] as const;

/** The contract (design 8.1), written out by hand: a route that is not here turns the test red. */
const MAY: Readonly<Record<string, readonly KeyRole[] | 'everybody'>> = {
  'post /v1/validate': ['service', 'publishable'],
  'post /v1/lists': ['service', 'upload'],
  'get /v1/lists': ['service', 'upload'],
  'get /v1/lists/{id}': ['service', 'upload'],
  'get /v1/lists/{id}/results': SERVICE,
  'get /v1/lists/{id}/problems': ['service', 'upload'],
  'delete /v1/lists/{id}': SERVICE,
  'post /v1/senders': SERVICE,
  'get /v1/senders': SERVICE,
  'post /v1/releases': SERVICE,
  'get /v1/releases': RELEASE_READERS,
  'get /v1/releases/{id}': RELEASE_READERS,
  'get /v1/releases/{id}/file': RELEASE_READERS,
  'get /v1/releases/{id}/manifest': ['service', 'sender', 'auditor'],
  'post /v1/suppressions': ['service', 'sender'],
  'post /v1/suppressions/import': SERVICE,
  'post /v1/suppressions/search': SERVICE,
  'post /v1/consents': SERVICE,
  'post /v1/consents/import': SERVICE,
  'post /v1/consents/search': SERVICE,
  'post /v1/contacts/import': SERVICE,
  'get /v1/imports/{id}': SERVICE,
  'get /v1/local-lists': SERVICE,
  'post /v1/local-lists': SERVICE,
  'post /v1/local-lists/remove': SERVICE,
  'post /v1/traps/import': SERVICE,
  'post /v1/litigators/import': SERVICE,
  'post /v1/complainers/import': SERVICE,
  'post /v1/address-lists/remove': SERVICE,
  'get /metrics': SERVICE,
  'get /healthz': 'everybody',
  'get /readyz': 'everybody',
};

const ORIGIN = 'https://clinic.org';
const ACTOR = { name: 'test', personId: null };
const NOBODY = '0'.repeat(32);

const nameOf = ({ method, path }: Route) => `${method} ${path}`;
const guarded = ROUTES.filter((route) => MAY[nameOf(route)] !== 'everybody');

let sluice: TestInstallation;
let senders: Record<'own' | 'foreign', string>;
let releases: Record<'own' | 'foreign', Release>;
/** Keys in force by role, and keys that no longer are. */
const keys = {} as Record<KeyRole, string>;
const ended = {} as Record<'revoked' | 'expired', Record<KeyRole, string>>;
let bound: string;

beforeAll(async () => {
  sluice = await openTestInstallation();
  for (const role of KEY_ROLES) keys[role] = await make(role, role);
  ended.revoked = await makeEnded('revoked');
  ended.expired = await makeEnded('expired');
  senders = { own: await makeSender(sluice), foreign: await makeSender(sluice) };
  await importConsents(sluice, ['ann@gmail.com']);
  const { id: list } = await completeList(sluice, 'email\nann@gmail.com\n');
  releases = {
    own: await makeRelease(sluice, { list, sender: senders.own, ...WHOLE_DECLARATION }),
    foreign: await makeRelease(sluice, { list, sender: senders.foreign, ...WHOLE_DECLARATION }),
  };
  bound = await make('sender', 'bound', [senders.own]);
});
afterAll(() => sluice.close());

function make(role: KeyRole, name: string, bindTo?: readonly string[]): Promise<string> {
  const origins = role === 'publishable' ? [ORIGIN] : [];
  const request = { name, role, origins, senders: bindTo, person: 'tester' };
  return createApiKeys(sluice.installation.database).create(ACTOR, request);
}

async function makeEnded(how: 'revoked' | 'expired'): Promise<Record<KeyRole, string>> {
  const made = {} as Record<KeyRole, string>;
  for (const role of KEY_ROLES) made[role] = await make(role, `${how} ${role}`);
  const owner = openPool({ url: sluice.ownerUrl, applicationName: 'test', max: 1 });
  const ids = Object.values(made).map((key) => key.split('_')[1] ?? '');
  await (how === 'revoked'
    ? owner.sql`UPDATE api_keys SET revoked_at = now() WHERE id IN ${owner.sql(ids)}`
    : owner.sql`UPDATE api_keys SET expires_at = now() WHERE id IN ${owner.sql(ids)}`);
  await owner.close();
  return made;
}

function ask({ method, path }: Pick<Route, 'method' | 'path'>, key: string | null, id = `lst_${NOBODY}`) {
  const authorization = key === null ? {} : { authorization: `Bearer ${key}` };
  return sluice.app.request(path.replace('{id}', id), {
    method: method.toUpperCase(),
    headers: { ...authorization, origin: ORIGIN },
  });
}

describe('T28 · a key asks for what its role may not', () => {
  it('is looked for at every route, and at no other', () => {
    expect(ROUTES.map(nameOf).sort()).toEqual(Object.keys(MAY).sort());
  });

  it.each(ROUTES.filter((route) => MAY[nameOf(route)] === 'everybody'))(
    '$method $path is open to everybody',
    async (route) => expect((await ask(route, null)).status).toBe(200),
  );

  describe.each(guarded)('$method $path', (route) => {
    it.each(KEY_ROLES)('asked with a key of role %s is answered as the contract says', async (role) => {
      const answer = await ask(route, keys[role]);
      if (MAY[nameOf(route)]?.includes(role)) {
        expect([401, 403]).not.toContain(answer.status);
        expect(answer.status).toBeLessThan(500);
      } else {
        await problemOf(answer, 'scope-missing');
        expect(answer.headers.get('www-authenticate')).toBeNull();
      }
    });

    it.each(KEY_ROLES)('asked with a key of role %s that has ended is 401', async (role) => {
      await problemOf(await ask(route, ended.revoked[role]), 'key-invalid');
      await problemOf(await ask(route, ended.expired[role]), 'key-invalid');
    });

    it('asked without a key is 401 and names the scheme', async () => {
      const answer = await ask(route, null);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      await problemOf(answer, 'key-missing');
    });

    it('asked with a key that nobody made is 401', async () => {
      await problemOf(await ask(route, `sk_${'a'.repeat(32)}_${'b'.repeat(64)}`), 'key-invalid');
    });
  });
});

describe("T28 · a sender's key asks for another sender's release", () => {
  const readers = guarded.filter(({ path }) => path.startsWith('/v1/releases/{id}'));

  it.each(readers)('$method $path gives its own, and knows no other', async (route) => {
    expect((await ask(route, bound, releases.own.id)).status).toBe(200);
    await problemOf(await ask(route, bound, releases.foreign.id), 'not-found');
    // A key that is bound to nobody reads both, as the other sender's key does its own.
    for (const { id } of Object.values(releases)) {
      expect((await ask(route, keys.sender, id)).status).toBe(200);
    }
  });

  it.each(['', `?list=`])('GET /v1/releases%s names its own alone', async (query) => {
    const path = `/v1/releases${query}${query && releases.own.list}`;
    const answer = await jsonOf<{ releases: Release[] }>(ask({ method: 'get', path }, bound));
    expect(answer.releases.map(({ id }) => id)).toEqual([releases.own.id]);
    const all = await jsonOf<{ releases: Release[] }>(ask({ method: 'get', path }, keys.sender));
    expect(all.releases).toHaveLength(2);
  });

  it('may not be made for a sender that is not there, nor for another role', async () => {
    const refused = { code: 'invalid-value' };
    await expect(make('sender', 'astray', [`snd_${NOBODY}`])).rejects.toMatchObject(refused);
    await expect(make('service', 'wide', [senders.own])).rejects.toMatchObject(refused);
  });
});

describe('T28 · ids and secrets are guessed, keys outlive their people', () => {
  it('every id that a caller sees is 128 random bits', async () => {
    const ids = [releases.own.id, releases.foreign.id, releases.own.list, senders.own, senders.foreign];
    for (const id of ids) expect(id).toMatch(/^[a-z]{3}_[0-9a-f]{32}$/);
    expect(keys.service).toMatch(/^sk_[0-9a-f]{32}_[0-9a-f]{64}$/);
    expect(keys.publishable).toMatch(/^pk_[0-9a-f]{32}_[0-9a-f]{64}$/);
  });

  it('stores the SHA-256 of a secret and the person behind it, and ends within a year', async () => {
    const owner = openPool({ url: sluice.ownerUrl, applicationName: 'test', max: 1 });
    const rows = await owner.sql<
      { whole: string; bytes: number; person: string; days: number; origin: string }[]
    >`
      SELECT row_to_json(k)::text AS whole, length(secret_sha256) AS bytes, p.name AS person, origin,
        extract(epoch FROM expires_at - k.created_at)::float8 / 86400 AS days
      FROM api_keys k JOIN persons p ON p.id = k.person_id`;
    const [counted] = await owner.sql<{ n: number }[]>`SELECT count(*)::int AS n FROM api_keys`;
    await expect(
      owner.sql`UPDATE api_keys SET expires_at = created_at + interval '366 days'`,
    ).rejects.toMatchObject({
      code: '23514',
    });
    await owner.close();
    expect(rows).toHaveLength(counted?.n ?? 0);
    for (const { whole, bytes, person, days, origin } of rows) {
      expect([bytes, person, origin]).toEqual([32, 'tester', 'cli']);
      expect(days).toBeLessThanOrEqual(365);
      for (const key of Object.values(keys)) expect(whole).not.toContain(key.split('_')[2]);
    }
  });

  it.each([0, 366, 1.5, Number.NaN])('a life of %s days is refused', async (expiresInDays) => {
    const request = { name: `for ${expiresInDays}`, role: 'service', origins: [], person: 'tester' } as const;
    const apiKeys = createApiKeys(sluice.installation.database);
    await expect(apiKeys.create(ACTOR, { ...request, expiresInDays })).rejects.toMatchObject({
      code: 'invalid-value',
    });
  });
});
