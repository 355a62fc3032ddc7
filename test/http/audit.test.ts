// Every call that changes something, or reads about people, leaves its event in the name of its key.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../../db/connect.ts';
import { ROUTES } from '../../src/http/app.ts';
import {
  completeList,
  openTestInstallation,
  type TestInstallation,
  until,
  uploadForm,
} from '../support/installation.ts';
import { importConsents, makeRelease, makeSender, WHOLE_DECLARATION } from './made-release.ts';

let sluice: TestInstallation;
let list: string;
let sender: string;
let release: string;
beforeAll(async () => {
  sluice = await openTestInstallation();
  await importConsents(sluice, ['ann@gmail.com']);
  list = (await completeList(sluice, 'email\nann@gmail.com\n')).id;
  sender = await makeSender(sluice);
  release = (await makeRelease(sluice, { list, sender, ...WHOLE_DECLARATION })).id;
});
afterAll(() => sluice.close());

/** The events of keys since an id; Sluice's own follow in their time. */
async function eventsSince(id: number) {
  const owner = openPool({ url: sluice.ownerUrl, applicationName: 'test', max: 1 });
  const events = await owner.sql<
    { id: number; actor: string; act: string; object: string; details: string; person_id: string }[]
  >`
    SELECT id::int, actor, act, object, details, person_id FROM audit_events
    WHERE id > ${id} AND actor <> 'system' ORDER BY id`;
  await owner.close();
  return [...events];
}

const json = (body: unknown) => ({
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});
const csv = (body: string) => ({ body, headers: { 'content-type': 'text/csv' } });

/** Route → a request that succeeds, and the acts that it leaves. An upload begins and ends. */
const ACTS: Record<string, { init?: () => RequestInit; query?: string; acts: readonly string[] }> = {
  'post /v1/validate': { init: () => json({ address: 'ann@gmail.com' }), acts: [] },
  'post /v1/lists': {
    init: () => ({ body: uploadForm('ann@gmail.com\n') }),
    acts: ['list.receive', 'list.received'],
  },
  'get /v1/lists': { acts: [] },
  'get /v1/lists/{id}': { acts: [] },
  'get /v1/lists/{id}/results': { acts: ['list.results'] },
  'get /v1/lists/{id}/problems': { acts: [] },
  'post /v1/senders': {
    init: () => json({ name: 'x', domain: 'clinic.org', stream: 'marketing' }),
    acts: ['sender.create'],
  },
  'get /v1/senders': { acts: [] },
  'post /v1/releases': { init: () => json({ list, sender, ...WHOLE_DECLARATION }), acts: ['release.create'] },
  'get /v1/releases': { acts: [] },
  'get /v1/releases/{id}': { acts: [] },
  'get /v1/releases/{id}/file': { acts: ['release.fetch'] },
  'get /v1/releases/{id}/manifest': { acts: [] },
  'post /v1/suppressions': {
    init: () => json({ address: 'x@gmail.com', reason: 'manual' }),
    acts: ['suppression.add'],
  },
  'post /v1/suppressions/import': {
    init: () => csv('address,reason\ny@gmail.com,manual\n'),
    acts: ['suppressions.import'],
  },
  'post /v1/suppressions/search': {
    init: () => json({ address: 'x@gmail.com' }),
    acts: ['suppressions.search'],
  },
  'post /v1/consents': {
    init: () =>
      json({
        address: 'x@gmail.com',
        kind: 'can_spam_affirmative',
        signed_at: '2026-05-01',
        capture_point: 'web_form',
      }),
    acts: ['consent.add'],
  },
  'post /v1/consents/import': {
    init: () =>
      csv('address,kind,signed_at,capture_point\ny@gmail.com,can_spam_affirmative,2026-05-01,web_form\n'),
    acts: ['consents.import'],
  },
  'post /v1/consents/search': { init: () => json({ address: 'x@gmail.com' }), acts: ['consents.search'] },
  'post /v1/contacts/import': {
    init: () => csv('address,is_minor\ny@gmail.com,false\n'),
    acts: ['contacts.import'],
  },
  'get /v1/imports/{id}': { acts: [] },
  'get /v1/local-lists': { acts: ['local-list.read'] },
  'post /v1/local-lists': {
    init: () => json({ list: 'allow', domains: ['kelpworks.com'] }),
    acts: ['local-list.add'],
  },
  'post /v1/local-lists/remove': {
    init: () => json({ domains: ['kelpworks.com'] }),
    acts: ['local-list.remove'],
  },
  'post /v1/traps/import': { init: () => csv('address\ny@gmail.com\n'), acts: ['traps.import'] },
  'post /v1/litigators/import': { init: () => csv('address\ny@gmail.com\n'), acts: ['litigators.import'] },
  'post /v1/complainers/import': { init: () => csv('address\ny@gmail.com\n'), acts: ['complainers.import'] },
  'post /v1/address-lists/remove': {
    init: () => json({ list: 'traps', address: 'y@gmail.com' }),
    acts: ['address-list.remove'],
  },
  'delete /v1/lists/{id}': { acts: ['list.delete'] },
  'get /metrics': { acts: [] },
  'get /healthz': { acts: [] },
  'get /readyz': { acts: [] },
};

describe('the audit', () => {
  let last = 0;
  let imported = '';
  beforeAll(async () => {
    last = (await eventsSince(0)).at(-1)?.id ?? 0;
  });

  it('is walked over every route', () => {
    expect(Object.keys(ACTS).sort()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it.each(Object.entries(ACTS))('of %s', async (name, { init, acts }) => {
    const [method = '', path = ''] = name.split(' ');
    const id = path.startsWith('/v1/releases') ? release : path.startsWith('/v1/imports') ? imported : list;
    const answer = await sluice.request(path.replace('{id}', id), {
      method: method.toUpperCase(),
      ...init?.(),
    });
    expect(answer.status).toBeLessThan(300);
    const body = await answer.text();
    if (path.endsWith('/import')) imported = answer.headers.get('location')?.split('/').at(-1) ?? '';
    if (name === 'post /v1/releases') await decided((JSON.parse(body) as { id: string }).id);
    const events = await eventsSince(last);
    last = events.at(-1)?.id ?? last;
    expect(events.map(({ act }) => act)).toEqual(acts);
    for (const { actor, person_id, object, details } of events) {
      expect(actor).toBe('key:test-1');
      expect(person_id).toMatch(/^[0-9a-f-]{36}$/);
      expect(object ?? '').toMatch(/^([a-z]{3}_[0-9a-f]{32})?$/);
      expect(details).not.toMatch(/gmail/);
    }
  });

  it('of what is refused has nothing but what failed', async () => {
    const refused = [
      sluice.request('/v1/suppressions', { method: 'POST', ...json({ address: 'x', reason: 'manual' }) }),
      sluice.request('/v1/suppressions/search', { method: 'POST', ...json({ address: 'x' }) }),
      sluice.request(`/v1/lists/lst_${'0'.repeat(32)}/results`),
      sluice.app.request('/v1/suppressions', {
        method: 'POST',
        ...json({ address: 'x@gmail.com', reason: 'manual' }),
      }),
    ];
    for (const answer of refused) expect((await answer).status).toBeGreaterThanOrEqual(400);
    expect(await eventsSince(last)).toEqual([]);
    await sluice.request('/v1/lists', { method: 'POST', body: uploadForm('a,b\n1,2\n') });
    expect((await eventsSince(last)).map(({ act }) => act)).toEqual(['list.receive', 'list.failed']);
  });

  const decided = (id: string) =>
    until(async () => {
      const found = await sluice.request(`/v1/releases/${id}`);
      return ((await found.json()) as { status: string }).status === 'deciding' ? null : id;
    });
});
