// Senders: a From domain bound to one stream.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { senderSchema, sendersSchema } from '../../src/http/schemas/release.ts';
import { openTestInstallation, type TestInstallation } from '../support/installation.ts';
import { jsonOf, postJson } from './json-request.ts';
import { problemOf } from './problem-answer.ts';

let sluice: TestInstallation;
beforeAll(async () => {
  sluice = await openTestInstallation({ worker: false });
});
afterAll(() => sluice.close());

const NEWSLETTER = { name: 'Newsletter', domain: 'news.clinic.org', stream: 'marketing' };

describe('a sender', () => {
  it('is registered and listed, in the order of registration', async () => {
    const answer = await postJson(sluice, '/v1/senders', {
      ...NEWSLETTER,
      name: ' Newsletter ',
      domain: 'News.Clinic.org',
    });
    expect(answer.status).toBe(201);
    const first = senderSchema.strict().parse(await answer.json());
    expect(first).toEqual({ ...NEWSLETTER, id: expect.stringMatching(/^snd_[0-9a-f]{32}$/) });
    const reminders = { name: 'Reminders', domain: 'clinic.org', stream: 'transactional' };
    const second = await jsonOf(postJson(sluice, '/v1/senders', reminders));
    const { senders } = sendersSchema.parse(await jsonOf(sluice.request('/v1/senders')));
    expect(senders).toEqual([first, second]);
  });

  it.each([
    ['no stream', { name: 'x', domain: 'clinic.org' }, '/stream'],
    ['both streams', { ...NEWSLETTER, stream: 'both' }, '/stream'],
    ['no name', { ...NEWSLETTER, name: '  ' }, '/name'],
    ['a long name', { ...NEWSLETTER, name: 'x'.repeat(201) }, '/name'],
    ['a domain of one label', { ...NEWSLETTER, domain: 'localhost' }, '/domain'],
    ['an empty label', { ...NEWSLETTER, domain: 'news..org' }, '/domain'],
    ['a hyphen at an edge', { ...NEWSLETTER, domain: '-news.org' }, '/domain'],
    ['an address for a domain', { ...NEWSLETTER, domain: 'marker@clinic.org' }, '/domain'],
    ['a URL for a domain', { ...NEWSLETTER, domain: 'https://clinic.org' }, '/domain'],
    ['an address of a machine', { ...NEWSLETTER, domain: '192.0.2.1' }, '/domain'],
    ['a member that is not known', { ...NEWSLETTER, marker: true }, ''],
  ])('with %s is refused', async (_, body, pointer) => {
    const problem = await problemOf(await postJson(sluice, '/v1/senders', body), 'invalid-value');
    expect(problem.pointer).toBe(pointer);
    expect(JSON.stringify(problem)).not.toContain('marker');
  });
});
