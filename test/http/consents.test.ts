// Consents: recorded with what is missing, and shown with their status now.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { foundConsentsSchema, reportSchema } from '../../src/http/schemas/people.ts';
import { openTestInstallation, type TestInstallation } from '../support/installation.ts';
import { jsonOf, postCsv, postJson } from './json-request.ts';
import { problemOf } from './problem-answer.ts';

let sluice: TestInstallation;
beforeAll(async () => {
  sluice = await openTestInstallation({ worker: false });
});
afterAll(() => sluice.close());

const OPT_IN = { kind: 'can_spam_affirmative', signed_at: '2026-05-01', capture_point: 'web_form' };
const AUTHORIZATION = {
  kind: 'hipaa_authorization',
  signed_at: '2026-05-01',
  capture_point: 'intake_form',
  purposes: 'own_services',
  expires_at: '2099-01-01',
  info_description: 'name and appointment',
  disclosers: 'the clinic',
  recipients: 'the newsletter team',
  signer: 'the patient',
  revocation_statement: true,
  conditioning_statement: true,
  redisclosure_statement: true,
  remuneration: false,
  plain_language_attested: true,
  copy_given_at: '2026-05-01',
  phi_in_content: false,
  signature_method: 'drawn',
  document_sha256: 'ab'.repeat(32),
  signer_auth_level: 'portal_login',
  initiated_by: 'individual',
  collection_context: 'visit',
};

const add = (line: object) => postJson(sluice, '/v1/consents', line);
async function search(address: string): Promise<z.infer<typeof foundConsentsSchema>['consents']> {
  const answer = await jsonOf(postJson(sluice, '/v1/consents/search', { address }));
  return foundConsentsSchema.strict().parse(answer).consents;
}

describe('a consent', () => {
  it('is recorded, and found with its status', async () => {
    const answer = await add({ ...OPT_IN, address: 'ann@gmail.com' });
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'recorded' }]);
    expect(await search('ANN@gmail.com')).toEqual([
      {
        id: expect.stringMatching(/^con_[0-9a-f]{32}$/),
        kind: 'can_spam_affirmative',
        stream: 'marketing',
        status: 'granted',
        defects: [],
        signed_at: '2026-05-01T00:00:00.000Z',
        capture_point: 'web_form',
        effective_from: expect.any(String),
        expires_at: null,
      },
    ]);
  });

  it.each([
    ['granted', {}],
    ['expired', { expires_at: '2026-06-01' }],
  ])('is %s by its instants', async (status, instants) => {
    await jsonOf(add({ ...OPT_IN, ...instants, address: `${status}@kelpworks.com` }));
    expect(await search(`${status}@kelpworks.com`)).toMatchObject([{ status }]);
  });

  it('with every element of an authorization is granted; without one it is rejected and says which', async () => {
    await jsonOf(add({ ...AUTHORIZATION, address: 'whole@gmail.com' }));
    expect(await search('whole@gmail.com')).toMatchObject([{ status: 'granted', defects: [] }]);
    const { revocation_statement: _, ...less } = AUTHORIZATION;
    const answer = await add({ ...less, address: 'less@gmail.com' });
    expect(await answer.json()).toEqual({ status: 'recorded' });
    expect(await search('less@gmail.com')).toMatchObject([{ status: 'rejected', defects: ['ST1_REVOKE'] }]);
  });

  it.each([
    ['no address', OPT_IN],
    ['no kind', { ...OPT_IN, kind: 'marker', address: 'marker@gmail.com' }],
    ['an opt-out for a kind', { ...OPT_IN, kind: 'fundraising_optout', address: 'marker@gmail.com' }],
    ['a signature of tomorrow', { ...OPT_IN, signed_at: '2999-01-01', address: 'marker@gmail.com' }],
    ['a beginning of tomorrow', { ...OPT_IN, effective_from: '2999-01-01', address: 'marker@gmail.com' }],
    ['a time that is none', { ...OPT_IN, signed_at: 'marker', address: 'marker@gmail.com' }],
    ['an unknown purpose', { ...OPT_IN, purposes: 'marker', address: 'marker@gmail.com' }],
    ['an unknown capture point', { ...OPT_IN, capture_point: 'marker', address: 'marker@gmail.com' }],
    ['a member that is not known', { ...OPT_IN, address: 'a@gmail.com', 'marker@gmail.com': 'x' }],
  ])('with %s is refused', async (_, line) => {
    const problem = await problemOf(await add(line), 'invalid-value');
    expect(JSON.stringify(problem)).not.toContain('marker');
  });
});

describe('an import', () => {
  const importFile = async (file: string) =>
    reportSchema.strict().parse(await jsonOf(postCsv(sluice, '/v1/consents/import', file)));
  const HEADER = 'address,kind,signed_at,capture_point,expires_at';

  it('names refused lines, and counts only what the file says twice', async () => {
    const report = await importFile(
      [
        HEADER,
        'one@gmail.com,can_spam_affirmative,2026-05-01,web_form,',
        'ONE@gmail.com,can_spam_affirmative,2026-05-01,web_form,',
        'one@gmail.com,can_spam_affirmative,2026-05-01,web_form,2026-06-01',
        'nobody,can_spam_affirmative,2026-05-01,web_form,',
        'two@gmail.com,maybe,2026-05-01,web_form,',
      ].join('\n'),
    );
    expect(report).toMatchObject({ lines: 5, accepted: 2, duplicate: 1, rejected_count: 2 });
    expect(report.rejected.map(({ row, code }) => [row, code])).toEqual([
      [4, 'address-invalid'],
      [5, 'kind-unknown'],
    ]);
    expect((await search('one@gmail.com')).map(({ status }) => status).sort()).toEqual([
      'expired',
      'granted',
    ]);
  });

  it('stores an authorization with missing elements as rejected, not as a refused line', async () => {
    const report = await importFile(`${HEADER}\nbare@gmail.com,hipaa_authorization,2026-05-01,paper,\n`);
    expect(report).toMatchObject({ accepted: 1, rejected_count: 0 });
    const [consent] = await search('bare@gmail.com');
    expect(consent).toMatchObject({ status: 'rejected' });
    expect(consent?.defects).toContain('E1_INFO_DESCRIPTION');
  });

  it('is answered the same the second time', async () => {
    const file = `${HEADER}\nagain@gmail.com,can_spam_affirmative,2026-05-01,web_form,\n`;
    expect(await importFile(file)).toEqual(await importFile(file));
  });
});
