// The release table (compliance 4.2) end to end: one list with a row for each rule, under default@1.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool, type Pool } from '../../../db/connect.ts';
import type { ReleaseReason } from '../../../src/model/decision.ts';
import { completeList, openTestInstallation, type TestInstallation } from '../../support/installation.ts';
import {
  CARE,
  createSender,
  csvOf,
  decidedRows,
  decideNow,
  fetchFile,
  importLines,
  type Line,
  NEWSLETTER,
  postJson,
} from './release-desk.ts';

const ZONE = [
  'kelpworks.com MX 5 mx.kelpworks.com',
  'gmial.com MX 5 mx.kelpworks.com',
  'mailinator.com MX 5 mx.kelpworks.com',
  'mx.kelpworks.com A 198.41.0.4',
  'nullmx.org MX 0 .',
  'servfail.org FAIL servfail',
].join('\n');

/** What a release does with a row: `release`, or the outcome and its primary reason. */
type Expected = 'release' | `hold ${ReleaseReason}` | `exclude ${ReleaseReason}`;

/** Row of the table → address, and what each stream makes of it. Everybody but row 38 has opted in. */
const ROWS: readonly (readonly [string, string, Expected, Expected])[] = [
  ['20 no address', 'not an address', 'exclude SYNTAX_INVALID', 'exclude SYNTAX_INVALID'],
  ['21 first row', 'twice@kelpworks.com', 'release', 'release'],
  ['21 later row', 'TWICE@kelpworks.com', 'exclude DUPLICATE', 'exclude DUPLICATE'],
  ['23 unsubscribed', 'left@kelpworks.com', 'exclude SUPPRESSED_UNSUBSCRIBE', 'release'],
  [
    '23 bounced',
    'gone@kelpworks.com',
    'exclude SUPPRESSED_HARD_BOUNCE_MAILBOX',
    'exclude SUPPRESSED_HARD_BOUNCE_MAILBOX',
  ],
  [
    '23 complained',
    'cross@kelpworks.com',
    'exclude SUPPRESSED_COMPLAINT_FBL',
    'hold SUPPRESSION_REVIEW_COMPLAINT_FBL',
  ],
  ['24 shared', 'desk@kelpworks.com', 'hold SUPPRESSION_REVIEW_ROLE_ACCOUNT', 'release'],
  ['30 no authorization', 'none@kelpworks.com', 'release', 'release'],
  ['31 taken back', 'revoked@kelpworks.com', 'release', 'release'],
  ['32 run out', 'expired@kelpworks.com', 'release', 'release'],
  ['33 incomplete', 'broken@kelpworks.com', 'release', 'release'],
  ['34 for other mail', 'narrow@kelpworks.com', 'release', 'release'],
  ['35 in force', 'valid@kelpworks.com', 'release', 'release'],
  ['38 not asked', 'unasked@kelpworks.com', 'exclude NO_AFFIRMATIVE_CONSENT', 'release'],
  ['40 minor', 'child@kelpworks.com', 'exclude MINOR', 'release'],
  ['45 takes no mail', 'ann@nullmx.org', 'exclude UNDELIVERABLE', 'exclude UNDELIVERABLE'],
  ['47 not known', 'ann@servfail.org', 'exclude VERDICT_UNKNOWN', 'release'],
  ['49 throw-away', 'ann@mailinator.com', 'exclude DISPOSABLE', 'hold DISPOSABLE'],
  ['51 slip', 'ann@gmial.com', 'hold TYPO_SUSPECTED', 'hold TYPO_SUSPECTED'],
  ['51b unusual', '"ann lee"@kelpworks.com', 'hold RISKY', 'release'],
  ['53 harm unknown', 'unrated@kelpworks.com', 'hold TOXICITY_UNKNOWN', 'release'],
  ['54 harm 5', 'spamtrap@mailinator.com', 'exclude TOXIC_5', 'exclude TOXIC_5'],
  ['55 harm 4', 'spamtrap@kelpworks.com', 'exclude TOXIC_4', 'hold TOXIC_4'],
  ['56 harm 3', 'noreply@kelpworks.com', 'hold TOXIC_3', 'release'],
  ['57 harm 2', 'qwertyuiop@kelpworks.com', 'release', 'release'],
  ['60 nothing', 'ann@kelpworks.com', 'release', 'release'],
];
const NAMES = ROWS.map(([name]) => name);

const OPT_IN = { kind: 'can_spam_affirmative', signed_at: '2026-01-01', capture_point: 'web_form' };
const AUTHORIZATION: Line = {
  kind: 'hipaa_authorization',
  signed_at: '2026-01-01',
  capture_point: 'paper',
  purposes: 'own_services;condition_education',
  expires_at: '2099-12-31',
  info_description: 'appointments and screening reminders',
  disclosers: 'Harbour Clinic',
  recipients: 'Harbour Clinic newsletter office',
  signer: 'subject',
  revocation_statement: true,
  conditioning_statement: true,
  redisclosure_statement: true,
  remuneration: false,
  plain_language_attested: true,
  copy_given_at: '2026-01-01',
  phi_in_content: false,
  signature_method: 'typed',
  signer_auth_level: 'portal_login',
  initiated_by: 'organisation',
  collection_context: 'marketing_form',
  document_sha256: 'a'.repeat(64),
};

let sluice: TestInstallation;
let owner: Pool;
let list: string;
let newsletter: { list: string; sender: string };
let care: { list: string; sender: string };

beforeAll(async () => {
  sluice = await openTestInstallation({ zone: ZONE });
  owner = openPool({ url: sluice.ownerUrl, applicationName: 'test rules', max: 1 });
  const cells = ROWS.map(([row, email]) => ({ email, row }));
  list = (await completeList(sluice, csvOf(cells))).id;
  newsletter = { list, sender: await createSender(sluice, 'marketing') };
  care = { list, sender: await createSender(sluice, 'transactional') };
  await importLines(sluice, 'suppressions', [
    { address: 'left@kelpworks.com', reason: 'unsubscribe' },
    { address: 'gone@kelpworks.com', reason: 'hard_bounce_mailbox' },
    { address: 'cross@kelpworks.com', reason: 'complaint_fbl' },
    { address: 'desk@kelpworks.com', reason: 'role_account' },
  ]);
  const asked = ROWS.filter(([row]) => !row.startsWith('20') && !row.startsWith('38'));
  await importLines(sluice, 'consents', [
    ...asked.map(([, address]) => ({ ...OPT_IN, address })),
    { ...AUTHORIZATION, address: 'valid@kelpworks.com' },
    { ...AUTHORIZATION, address: 'revoked@kelpworks.com', signed_at: '2026-02-02' },
    { ...AUTHORIZATION, address: 'expired@kelpworks.com', expires_at: '2026-06-30' },
    { ...AUTHORIZATION, address: 'broken@kelpworks.com', redisclosure_statement: false },
    { ...AUTHORIZATION, address: 'narrow@kelpworks.com', purposes: 'events' },
  ]);
  await importLines(sluice, 'contacts', [
    { address: 'child@kelpworks.com', is_minor: true },
    { address: 'unrated@kelpworks.com', address_confirmed_at: '2026-01-01' },
    { address: 'spamtrap@mailinator.com', address_confirmed_at: '2026-01-01' },
  ]);
  // Neither has a call of its own yet: a revocation, and a list that could not be read.
  await owner.sql`UPDATE consents SET revoked_at = now() WHERE signed_at = '2026-02-02'`;
  const unrated = NAMES.indexOf('53 harm unknown');
  await owner.sql`UPDATE list_chunks SET toxicities = set_byte(toxicities, ${unrated}, 7)`;
});
afterAll(async () => {
  await owner.close();
  await sluice.close();
});

/** Decides a release; row name → what became of it. */
async function judged(request: Parameters<typeof decideNow>[1]): Promise<Record<string, Expected>> {
  const view = await decideNow(sluice, request);
  expect(view.status).toBe('ready');
  const rows = await decidedRows(sluice, view.id);
  return Object.fromEntries(
    rows.map(({ outcome, primary }, at) => [
      NAMES[at],
      outcome === 'release' ? 'release' : `${outcome} ${primary}`,
    ]),
  ) as Record<string, Expected>;
}

async function age(interval: string): Promise<void> {
  await owner.sql`UPDATE list_chunks SET verified_at = now() - ${interval}::text::interval`;
}

describe('rows of the table', () => {
  it('decides a newsletter', async () => {
    expect(await judged({ ...NEWSLETTER, ...newsletter })).toEqual(
      Object.fromEntries(ROWS.map(([name, , marketing]) => [name, marketing])),
    );
  });

  it('decides a message about care', async () => {
    expect(await judged({ ...CARE, ...care })).toEqual(
      Object.fromEntries(ROWS.map(([name, , , transactional]) => [name, transactional])),
    );
  });

  it('asks for an authorization where patients are marketed to (30 to 35)', async () => {
    const request = { content: 'marketing', phi_basis: 'relationship', purpose: 'own_services' } as const;
    const found = await judged({ ...NEWSLETTER, ...newsletter, ...request });
    expect(found).toMatchObject({
      '30 no authorization': 'exclude AUTHZ_ABSENT',
      '31 taken back': 'exclude AUTHZ_REVOKED',
      '32 run out': 'exclude AUTHZ_EXPIRED',
      '33 incomplete': 'exclude AUTHZ_DEFECTIVE',
      '34 for other mail': 'exclude AUTHZ_SCOPE',
      '35 in force': 'release',
      '60 nothing': 'exclude AUTHZ_ABSENT',
    });
    expect(Object.values(found).filter((what) => what === 'release')).toHaveLength(1);
  });

  it('holds harm of 5 in an essential notice, and what is unknown where a condition shows (47, 53, 54)', async () => {
    const request = { ...CARE, ...care, phi_basis: 'condition', essential: true } as const;
    expect(await judged(request)).toMatchObject({
      '47 not known': 'hold VERDICT_UNKNOWN',
      '53 harm unknown': 'hold TOXICITY_UNKNOWN',
      '54 harm 5': 'hold TOXIC_5',
      '60 nothing': 'hold ADDRESS_UNCONFIRMED',
    });
  });
});

describe('age of the verdicts (row 46)', () => {
  it.each([
    ['23 hours', 'release', 'release', 'hold TYPO_SUSPECTED', 'release'],
    ['25 hours', 'release', 'release', 'hold TYPO_SUSPECTED', 'hold VERDICT_STALE'],
    ['8 days', 'release', 'release', 'hold VERDICT_STALE', 'hold VERDICT_STALE'],
    ['15 days', 'release', 'hold VERDICT_STALE', 'hold VERDICT_STALE', 'hold VERDICT_STALE'],
    ['31 days', 'hold VERDICT_STALE', 'hold VERDICT_STALE', 'hold VERDICT_STALE', 'hold VERDICT_STALE'],
  ] as const)('after %s', async (interval, marketing, transactional, slip, unknown) => {
    await age(interval);
    try {
      expect(await judged({ ...NEWSLETTER, ...newsletter })).toMatchObject({ '60 nothing': marketing });
      expect(await judged({ ...CARE, ...care })).toMatchObject({
        '60 nothing': transactional,
        '51 slip': slip,
        '47 not known': unknown,
      });
    } finally {
      await age('0 seconds');
    }
  });
});

describe('findings about the whole list', () => {
  it.each(['content', 'phi_basis', 'remuneration'] as const)(
    'holds it without %s (row 4)',
    async (member) => {
      const { [member]: _, ...rest } = NEWSLETTER;
      const view = await decideNow(sluice, { ...rest, ...newsletter });
      expect(view).toMatchObject({
        status: 'held',
        counts: { released: 0, held: ROWS.length, excluded: 0 },
        list_reasons: ['DECLARATION_MISSING'],
        manifest: null,
      });
      expect((await fetchFile(sluice, view.id)).status).toBe(409);
      expect((await sluice.request(`/v1/releases/${view.id}/manifest`)).status).toBe(409);
    },
  );

  it('holds a transactional release without a trigger (row 11)', async () => {
    const { trigger: _, ...rest } = CARE;
    expect(await decideNow(sluice, { ...rest, ...care })).toMatchObject({
      status: 'held',
      list_reasons: ['NO_TRIGGER'],
    });
  });

  it('refuses a source that is not the list’s', async () => {
    const answer = await postJson(sluice, '/v1/releases', { ...NEWSLETTER, ...newsletter, source: 'event' });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: 'source-differs' });
  });
});

describe('where the addresses come from (rows 25 and 26)', () => {
  it.each([
    ['purchased', 'exclude', 'PROVENANCE_PURCHASED'],
    ['appended', 'exclude', 'PROVENANCE_PURCHASED'],
    ['unknown', 'hold', 'SOURCE_UNKNOWN'],
  ] as const)('a list that is %s is met with %s for marketing alone', async (source, outcome, primary) => {
    const bought = await completeList(sluice, 'email,id\r\nann@kelpworks.com,1\r\n', { source });
    const mailing = await decideNow(sluice, { ...NEWSLETTER, ...newsletter, list: bought.id });
    expect(await decidedRows(sluice, mailing.id)).toMatchObject([{ outcome, primary }]);
    const reply = await decideNow(sluice, { ...CARE, ...care, list: bought.id });
    expect(await decidedRows(sluice, reply.id)).toMatchObject([{ outcome: 'release' }]);
  });
});
