// How often one person may look people up: sixty times an hour by the database's clock, with whatever key.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../../db/connect.ts';
import { createApiKeys } from '../../src/pipeline/api-keys.ts';
import { openTestInstallation, type TestInstallation } from '../support/installation.ts';
import { postJson } from './json-request.ts';
import { problemOf } from './problem-answer.ts';

const ACTOR = { name: 'test', personId: null };
const AN_HOUR = 60;

let sluice: TestInstallation;
beforeAll(async () => {
  sluice = await openTestInstallation({ worker: false });
});
afterAll(() => sluice.close());

/** A key of a person. */
function keyOf(person: string, name: string): Promise<string> {
  const { database } = sluice.installation;
  return createApiKeys(database).create(ACTOR, { name, role: 'service', origins: [], person });
}

function search(key: string, what: 'suppressions' | 'consents' = 'suppressions'): Promise<Response> {
  const headers = { authorization: `Bearer ${key}` };
  return postJson(sluice, `/v1/${what}/search`, { address: 'guess@gmail.com' }, headers);
}

async function query<T>(ask: (sql: ReturnType<typeof openPool>['sql']) => Promise<T>): Promise<T> {
  const owner = openPool({ url: sluice.ownerUrl, applicationName: 'test', max: 1 });
  try {
    return await ask(owner.sql);
  } finally {
    await owner.close();
  }
}

/** Look-ups of a person that the journal holds already. */
const searched = (person: string, times: number, ago: string) =>
  query(async (sql) => {
    await sql`INSERT INTO audit_events (at, actor, person_id, act, details)
      SELECT now() - ${ago}::interval, 'key:earlier', id, 'consents.search', '{}'
      FROM persons, generate_series(1, ${times}) WHERE name = ${person}`;
  });

const eventsOf = (person: string) =>
  query(async (sql) => {
    const [found] = await sql<{ n: number }[]>`SELECT count(*)::int AS n FROM audit_events e
      JOIN persons p ON p.id = e.person_id WHERE p.name = ${person} AND act LIKE '%.search'`;
    return found?.n;
  });

describe('T15 · a list of guesses is looked up one by one', () => {
  it('ends after sixty look-ups, and each has left its event', async () => {
    const [one, other] = [await keyOf('ann', 'ann-1'), await keyOf('ann', 'ann-2')];
    for (let at = 0; at < AN_HOUR; at += 1) {
      const answer = await search(at % 2 ? one : other, at % 3 ? 'suppressions' : 'consents');
      expect(answer.status).toBe(200);
    }
    for (const key of [one, other]) {
      const answer = await search(key);
      const seconds = Number(answer.headers.get('retry-after'));
      expect(seconds).toBeGreaterThan(3000);
      expect(seconds).toBeLessThanOrEqual(3600);
      expect(await problemOf(answer, 'too-many-requests')).not.toHaveProperty('retryAfterSeconds');
      await problemOf(await search(key, 'consents'), 'too-many-requests');
    }
    expect(await eventsOf('ann')).toBe(AN_HOUR);
    expect((await search(await keyOf('bob', 'bob-1'))).status).toBe(200);
  });

  it('begins again when the first of them is an hour old', async () => {
    const key = await keyOf('cyd', 'cyd-1');
    await searched('cyd', 100, '61 minutes');
    await searched('cyd', AN_HOUR - 1, '59 minutes');
    expect((await search(key)).status).toBe(200);
    const answer = await search(key);
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    await problemOf(answer, 'too-many-requests');
  });

  it('counts those that are made at once', async () => {
    const key = await keyOf('dan', 'dan-1');
    await searched('dan', AN_HOUR - 3, '1 minute');
    const answers = await Promise.all(Array.from({ length: 8 }, () => search(key)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(await eventsOf('dan')).toBe(AN_HOUR);
  });

  it('is refused to every role that does not read about people', async () => {
    for (const role of ['upload', 'sender', 'auditor'] as const) {
      await problemOf(await search(await sluice.key(role)), 'scope-missing');
    }
  });
});
