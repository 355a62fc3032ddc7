// Times that a caller claims: they may make things worse and never better, whatever order they are told in.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../../../db/connect.ts';
import { jsonOf, postCsv, postJson } from '../../http/json-request.ts';
import { makeRelease, makeSender, WHOLE_DECLARATION } from '../../http/made-release.ts';
import { completeList, openTestInstallation, type TestInstallation } from '../../support/installation.ts';

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
const AHEAD = daysAgo(-1);

let sluice: TestInstallation;
beforeAll(async () => {
  sluice = await openTestInstallation();
});
afterAll(() => sluice.close());

function importLine(kind: 'suppressions' | 'consents' | 'contacts', line: Readonly<Record<string, string>>) {
  const file = [Object.keys(line).join(','), Object.values(line).join(',')].join('\n');
  return jsonOf(postCsv(sluice, `/v1/${kind}/import`, file));
}

const CONSENT = { kind: 'can_spam_affirmative', capture_point: 'web_form', signed_at: daysAgo(60) };

describe('T16 · a time that was claimed lies ahead', () => {
  it.each([
    ['suppressions', 'received_at', { reason: 'unsubscribe', received_at: AHEAD }],
    ['suppressions', 'received_at', { reason: 'authorization_revoked', received_at: AHEAD }],
    ['consents', 'signed_at', { ...CONSENT, signed_at: AHEAD }],
    ['consents', 'effective_from', { ...CONSENT, effective_from: AHEAD }],
    ['consents', 'copy_given_at', { ...CONSENT, kind: 'hipaa_authorization', copy_given_at: AHEAD }],
    ['contacts', 'address_confirmed_at', { address_confirmed_at: AHEAD }],
    ['contacts', 'deceased_at', { deceased_at: AHEAD }],
  ] as const)('in %s: %s is a rejected row', async (kind, column, cells) => {
    expect(await importLine(kind, { address: 'ahead@gmail.com', ...cells })).toMatchObject({
      accepted: 0,
      rejected: [{ row: 1, code: 'time-in-future', detail: `${column}: The time lies in the future.` }],
    });
  });

  it('or back, when a consent was received: it is received when it comes', async () => {
    await importLine('consents', { address: 'claim@gmail.com', ...CONSENT, received_at: daysAgo(400) });
    const owner = openPool({ url: sluice.ownerUrl, applicationName: 'test', max: 1 });
    const [consent] = await owner.sql`
      SELECT received_at BETWEEN now() - interval '1 minute' AND now() AS now FROM consents ORDER BY id DESC LIMIT 1`;
    await owner.close();
    expect(consent).toEqual({ now: true });
  });
});

describe('T16 · a consent claims to be later than the unsubscribe', () => {
  /** Person → what was told of them, in this order. */
  const TOLD: Readonly<Record<string, readonly ['suppressions' | 'consents', Record<string, string>][]>> = {
    'agreed@gmail.com': [['consents', CONSENT]],
    'left@gmail.com': [
      ['consents', CONSENT],
      ['suppressions', { reason: 'unsubscribe' }],
    ],
    'left.long.ago@gmail.com': [
      ['consents', CONSENT],
      ['suppressions', { reason: 'unsubscribe', received_at: daysAgo(300) }],
    ],
    'left.then.signed@gmail.com': [
      ['suppressions', { reason: 'unsubscribe', received_at: daysAgo(90) }],
      ['consents', { ...CONSENT, signed_at: daysAgo(0) }],
    ],
    'signed.then.left@gmail.com': [
      ['consents', { ...CONSENT, signed_at: daysAgo(0) }],
      ['suppressions', { reason: 'unsubscribe', received_at: daysAgo(90) }],
    ],
    'revoked@gmail.com': [
      ['suppressions', { reason: 'authorization_revoked', received_at: daysAgo(90) }],
      ['consents', { ...CONSENT, signed_at: daysAgo(0) }],
    ],
    'signs.tomorrow@gmail.com': [['consents', { ...CONSENT, signed_at: AHEAD }]],
  };

  it('and is not believed: only who agreed and never left is released', async () => {
    for (const [address, acts] of Object.entries(TOLD)) {
      for (const [kind, cells] of acts) await importLine(kind, { address, ...cells });
    }
    const people = Object.keys(TOLD);
    const { id: list } = await completeList(sluice, ['email', ...people, ''].join('\n'));
    const release = await makeRelease(sluice, {
      list,
      sender: await makeSender(sluice),
      ...WHOLE_DECLARATION,
    });
    expect(release.reasons).toEqual({
      SUPPRESSED_UNSUBSCRIBE: 4,
      SUPPRESSED_AUTHORIZATION_REVOKED: 1,
      NO_AFFIRMATIVE_CONSENT: 1,
    });
    const file = await (await sluice.request(`/v1/releases/${release.id}/file`)).text();
    expect(file).toBe('row,address\r\n1,agreed@gmail.com\r\n');
  });

  it('and what an unsubscribe claims is kept: it dates back', async () => {
    const answer = postJson(sluice, '/v1/suppressions/search', { address: 'left.long.ago@gmail.com' });
    const { suppressions } = await jsonOf<{ suppressions: { received_at: string }[] }>(answer);
    expect(Date.now() - Date.parse(suppressions[0]?.received_at ?? '')).toBeGreaterThan(299 * DAY_MS);
  });
});
