// Lines of a consent import.
import { expect, test } from 'vitest';
import { parseConsentLine } from '../../../../src/intake/imports/consent-line.ts';
import type { RejectionCode } from '../../../../src/intake/imports/rejection.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const parse = (cells: Record<string, string>, timeZone = 'UTC') =>
  parseConsentLine(new Map(Object.entries(cells)), { now: NOW, timeZone });

const OPT_IN = { kind: 'can_spam_affirmative', signed_at: '2026-01-05T10:00:00Z', capture_point: 'web_form' };
const SIGNED = new Date('2026-01-05T10:00:00Z');

const AUTHORIZATION = {
  ...OPT_IN,
  kind: 'hipaa_authorization',
  capture_point: 'portal',
  purposes: 'condition_education; events',
  expires_at: '2026-12-31',
  document_sha256: 'A'.repeat(64),
  info_description: 'appointment history of the clinic',
  disclosers: 'Example Clinic; Example Lab',
  recipients: 'marketing department',
  signer: 'self',
  revocation_statement: 'true',
  conditioning_statement: 'true',
  redisclosure_statement: 'TRUE',
  remuneration: 'false',
  remuneration_statement: 'false',
  plain_language_attested: 'true',
  copy_given_at: '2026-01-05',
  phi_in_content: 'false',
  signature_method: 'Typed',
  signer_auth_level: 'portal_login',
  initiated_by: 'organization',
  collection_context: 'portal',
};

test('a sign-up needs its kind, time and capture point alone', () => {
  expect(parse(OPT_IN)).toEqual({
    kind: 'can_spam_affirmative',
    stream: 'marketing',
    purposes: [],
    signedAt: SIGNED,
    capturePoint: 'web_form',
    effectiveFrom: SIGNED,
    expiresAt: null,
    expiryEvent: null,
    documentSha256: null,
    authorization: null,
  });
});

test('an authorization is read element by element', () => {
  expect(parse(AUTHORIZATION)).toMatchObject({
    purposes: ['condition_education', 'events'],
    expiresAt: new Date('2027-01-01T00:00:00Z'),
    documentSha256: 'a'.repeat(64),
    authorization: {
      infoDescription: 'appointment history of the clinic',
      disclosers: ['Example Clinic', 'Example Lab'],
      recipients: ['marketing department'],
      purposes: ['condition_education', 'events'],
      expiresAt: new Date('2027-01-01T00:00:00Z'),
      expiryEvent: null,
      signer: 'self',
      signedAt: SIGNED,
      representativeAuthority: null,
      revocationStatement: true,
      conditioningStatement: true,
      redisclosureStatement: true,
      remuneration: false,
      remunerationStatement: false,
      plainLanguageAttested: true,
      copyGivenAt: new Date('2026-01-05T00:00:00Z'),
      phiInContent: false,
      signatureMethod: 'typed',
      signerAuthLevel: 'portal_login',
      initiatedBy: 'organisation',
      collectionContext: 'portal',
      documentSha256: 'a'.repeat(64),
    },
  });
});

test('elements that an authorization lacks are null, and the line is kept', () => {
  const { signer: _signer, remuneration: _remuneration, ...rest } = AUTHORIZATION;
  expect(parse(rest)).toMatchObject({ authorization: { signer: null, remuneration: null } });
});

test('a date of expiry lasts until the day has ended in the zone of the organisation', () => {
  expect(parse({ ...OPT_IN, expires_at: '2026-12-31' }, 'America/New_York')).toMatchObject({
    expiresAt: new Date('2027-01-01T05:00:00Z'),
  });
});

test('an event is kept as a code', () => {
  expect(parse({ ...OPT_IN, expiry_event: 'End of treatment' })).toMatchObject({
    expiryEvent: 'END_OF_TREATMENT',
  });
});

test.for([
  ['2026-01-04T10:00:00Z', SIGNED],
  ['2026-02-01T00:00:00Z', new Date('2026-02-01T00:00:00Z')],
  ['2026-11-21', new Date('2026-11-21T00:00:00Z')],
] as const)('effective from %s is %s, never before the signature', ([text, instant]) => {
  expect(parse({ ...OPT_IN, effective_from: text })).toMatchObject({ effectiveFrom: instant });
});

test.for([
  ['hipaa_authorization', 'marketing'],
  ['state_consent', 'marketing'],
  ['treatment_relationship', 'transactional'],
])('%s without a stream is for %s', ([kind, stream]) => {
  expect(parse({ ...OPT_IN, kind: kind ?? '' })).toMatchObject({ stream });
});

const REJECTED: [RejectionCode, Record<string, string>][] = [
  ['value-missing', { kind: '' }],
  ['value-missing', { signed_at: '' }],
  ['value-missing', { capture_point: '' }],
  ['kind-unknown', { kind: 'opt_in' }],
  ['kind-without-effect', { kind: 'fundraising_optout' }],
  ['capture-point-unknown', { capture_point: 'fax' }],
  ['time-invalid', { signed_at: '05/01/2026' }],
  ['time-in-future', { signed_at: '2026-11-21T12:00:01Z' }],
  ['time-in-future', { signed_at: '2026-11-22' }],
  ['stream-unknown', { stream: 'both' }],
  ['purpose-unknown', { purposes: 'events;parties' }],
  ['time-invalid', { effective_from: 'soon' }],
  ['time-in-future', { effective_from: '2026-11-21T12:00:01Z' }],
  ['time-invalid', { expires_at: 'never' }],
  ['digest-invalid', { document_sha256: 'abc' }],
];
test.for(REJECTED)('%s: %o', ([code, cells]) => {
  expect(parse({ ...OPT_IN, ...cells })).toMatchObject({ code });
});

const REJECTED_AUTHORIZATIONS: [RejectionCode, Record<string, string>][] = [
  ['boolean-invalid', { revocation_statement: 'yes' }],
  ['initiator-unknown', { initiated_by: 'somebody' }],
  ['time-in-future', { copy_given_at: '2027-01-01' }],
];
test.for(REJECTED_AUTHORIZATIONS)('an authorization is refused, %s: %o', ([code, cells]) => {
  expect(parse({ ...AUTHORIZATION, ...cells })).toMatchObject({ code });
  expect(parse({ ...OPT_IN, ...cells })).not.toHaveProperty('code');
});
