// A revision of a list judges by what was known of its people when it was verified, and by the local lists of now.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DarkWorld, listOf, openDarkWorld, resultsOf } from './dark-world.ts';

const FILE = [
  'email',
  'bounced@late-sample.com',
  'ann@late-sample.com',
  'left@late-sample.com',
  'ann@kelpworks.com',
];
const DARK = 'kelpworks.com MX 0 .\nlate-sample.com FAIL servfail\nsub.late-sample.com FAIL servfail';
const LIGHT =
  'kelpworks.com MX 0 .\n*.com MX 10 mx.kelpworks.org\nlate-sample.com MX 10 mx.kelpworks.org\nmx.kelpworks.org A 198.41.0.4';

let world: DarkWorld;
beforeAll(async () => {
  world = await openDarkWorld(DARK);
});
afterAll(() => world.close());

const post = async (path: string, body: object) => {
  const init = {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  };
  expect((await world.sluice.request(path, init)).status).toBe(200);
};

it('history stays, a domain that was blocked meanwhile counts, and what strangers see adds up too', async () => {
  await post('/v1/suppressions', { address: 'bounced@late-sample.com', reason: 'hard_bounce_mailbox' });
  await post('/v1/suppressions', { address: 'left@late-sample.com', reason: 'unsubscribe' });
  const id = await world.verified(FILE.join('\n'));
  expect((await listOf(world, id)).reasons).toEqual({
    'hard-bounce-history': 1,
    'dns-servfail': 2,
    'null-mx': 1,
  });

  world.setZone(LIGHT);
  await world.askAgain();
  await post('/v1/local-lists', { list: 'block', domains: ['late-sample.com'] });
  await world.rederive(await world.listId(id));
  const list = await listOf(world, id);
  expect(list).toMatchObject({
    revision: 2,
    reasons: { 'hard-bounce-history': 1, toxic: 1, disposable: 1, 'null-mx': 1 },
  });
  expect(list.reference_versions).toHaveProperty('local-block');
  const rows = [...(await resultsOf(world, id)).values()];
  expect(rows).toMatchObject([
    { reason: 'hard-bounce-history', evidence: 'mailbox', local_list: 'local-block' },
    { reason: 'disposable', toxicity_signals: ['disposable'] },
    { reason: 'toxic', toxicity_signals: ['disposable', 'unsubscribe'] },
    { reason: 'null-mx' },
  ]);

  const headers = { authorization: `Bearer ${await world.sluice.key('upload')}` };
  const seen = (await (await world.sluice.app.request(`/v1/lists/${id}`, { headers })).json()) as typeof list;
  expect(seen.reasons).toEqual({ ok: 3, 'null-mx': 1 });
});
