// What the roles that upload and that send learn about people: nothing that an answer about anybody else would not say.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportSchema } from '../../src/http/schemas/people.ts';
import { releaseSchema } from '../../src/http/schemas/release.ts';
import type { KeyRole } from '../../src/model/actor.ts';
import { completeList, openTestInstallation, type TestInstallation } from '../support/installation.ts';
import { jsonOf, postCsv, postJson } from './json-request.ts';
import { importConsents, makeRelease, makeSender, WHOLE_DECLARATION } from './made-release.ts';

/** Why each of these people is not mailed; every one of them agreed once. */
const REASONS = [
  'deceased',
  'wrong_person',
  'gdpr_erasure',
  'litigator',
  'unsubscribe',
  'spam_trap',
] as const;

let sluice: TestInstallation;
const lists: string[] = [];
const releases: string[] = [];
beforeAll(async () => {
  sluice = await openTestInstallation();
  const people = REASONS.map((_, at) => `person${at}@gmail.com`);
  await importConsents(sluice, people);
  const file = REASONS.map((reason, at) => `${people[at]},${reason}`);
  await jsonOf(postCsv(sluice, '/v1/suppressions/import', ['address,reason', ...file].join('\n')));
  const sender = await makeSender(sluice);
  for (const address of people) {
    const { id } = await completeList(sluice, `email\n${address}\n`);
    lists.push(id);
    releases.push((await makeRelease(sluice, { list: id, sender, ...WHOLE_DECLARATION })).id);
  }
});
afterAll(() => sluice.close());

/** What a role reads of a one-row list and its release, without ids, instants, hashes and signatures. */
async function readings(role: KeyRole, at: number): Promise<string[]> {
  const headers = { authorization: `Bearer ${await sluice.key(role)}` };
  const paths = [
    `/v1/lists/${lists[at]}`,
    `/v1/lists/${lists[at]}/problems`,
    `/v1/lists/${lists[at]}/results`,
    `/v1/releases?list=${lists[at]}`,
    `/v1/releases/${releases[at]}`,
    `/v1/releases/${releases[at]}/file`,
    `/v1/releases/${releases[at]}/manifest`,
    `/v1/releases/${releases[at]}/manifest?revision=1`,
  ];
  const read = paths.map(async (path) => {
    const answer = await sluice.app.request(path, { headers });
    return `${answer.status} ${withoutOwn(await answer.text())}`;
  });
  return Promise.all(read);
}

function withoutOwn(text: string): string {
  return text
    .replace(/\b[a-z]{3}_[0-9a-f]{32}/g, 'ID')
    .replace(/"[^"]*\d{4}-\d\d-\d\dT[^"]*"/g, '"INSTANT"')
    .replace(/[0-9a-f]{64}/g, 'HASH')
    .replace(/"(request_id|value|signature)":"[^"]*"/g, '"$1":"OWN"');
}

describe('T15 · counts of a one-row list tell who asked not to be mailed', () => {
  it.each(['upload', 'sender'] as const)('a key of role %s reads the same of each person', async (role) => {
    const [first, ...others] = await Promise.all(REASONS.map((_, at) => readings(role, at)));
    for (const other of others) expect(other).toEqual(first);
    expect(first?.join()).not.toMatch(/SUPPRESSED_|DECEASED|UNSUBSCRIBE/);
  });

  it('a sender learns how many rows are not released, and their class where few are', async () => {
    const headers = { authorization: `Bearer ${await sluice.key('sender')}` };
    const answer = await sluice.app.request(`/v1/releases/${releases[0]}`, { headers });
    expect(releaseSchema.strict().parse(await answer.json())).toMatchObject({
      rows: 1,
      counts: { released: 0, held: 0, excluded: 1 },
      reasons: { SUPPRESSED: '<11' },
    });
  });

  it('the organisation itself reads each reason, in the release and in its manifest', async () => {
    for (const [at, reason] of REASONS.entries()) {
      const expected = { [`SUPPRESSED_${reason.toUpperCase()}`]: 1 };
      const release = await jsonOf(sluice.request(`/v1/releases/${releases[at]}`));
      const manifest = await jsonOf(sluice.request(`/v1/releases/${releases[at]}/manifest`));
      expect(release).toMatchObject({ reasons: expected });
      expect(manifest).toMatchObject({ reasons: expected });
    }
  });
});

describe('T15 · an import answers differently for those who were known', () => {
  const SUPPRESSIONS =
    'address,reason\nnew@gmail.com,unsubscribe\nnew@gmail.com,unsubscribe\nnobody,manual\n';
  const CONSENTS =
    'address,kind,signed_at,capture_point\nnew@gmail.com,can_spam_affirmative,2026-05-01,web_form\nnobody,x,,\n';
  const CONTACTS = 'address,is_minor\nnew@gmail.com,true\nnew@gmail.com,maybe\n';

  it.each([
    ['suppressions', SUPPRESSIONS],
    ['consents', CONSENTS],
    ['contacts', CONTACTS],
  ])('%s: the same file twice is answered with the same bytes', async (kind, file) => {
    const answers: [number, string][] = [];
    for (let time = 0; time < 2; time += 1) {
      const answer = await postCsv(sluice, `/v1/${kind}/import`, file);
      answers.push([answer.status, await answer.text()]);
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(reportSchema.strict().parse(JSON.parse(answers[0]?.[1] ?? ''))).toMatchObject({
      accepted: 1,
      rejected_count: 1,
    });
  });

  it.each([
    ['suppressions', { reason: 'manual' }],
    ['consents', { kind: 'can_spam_affirmative', signed_at: '2026-05-01', capture_point: 'paper' }],
  ])('%s: one person is answered like another', async (kind, line) => {
    const answers: [number, string][] = [];
    for (const address of [
      'person0@gmail.com',
      'person2@gmail.com',
      'stranger@gmail.com',
      'stranger@gmail.com',
    ]) {
      const answer = await postJson(sluice, `/v1/${kind}`, { address, ...line });
      answers.push([answer.status, await answer.text()]);
    }
    expect(answers).toEqual(answers.map(() => [200, '{"status":"recorded"}']));
  });
});
