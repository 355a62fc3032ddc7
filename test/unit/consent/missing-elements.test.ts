// Each element of an authorization is asked for, under its own code.
import { expect, test } from 'vitest';
import { missingElements } from '../../../src/consent/missing-elements.ts';
import {
  type AuthorizationElements,
  CONSENT_DEFECTS,
  type ConsentDefect,
} from '../../../src/model/consent.ts';

const FULL: AuthorizationElements = {
  infoDescription: 'appointment history of the nutrition clinic',
  disclosers: ['Example Clinic'],
  recipients: ['marketing department of Example Clinic'],
  purposes: ['condition_education'],
  expiresAt: new Date('2027-01-01T00:00:00Z'),
  expiryEvent: null,
  signer: 'self',
  signedAt: new Date('2026-01-01T00:00:00Z'),
  representativeAuthority: null,
  revocationStatement: true,
  conditioningStatement: true,
  redisclosureStatement: true,
  remuneration: false,
  remunerationStatement: null,
  plainLanguageAttested: true,
  copyGivenAt: new Date('2026-01-01T00:00:00Z'),
  phiInContent: false,
  signatureMethod: 'typed',
  signerAuthLevel: 'portal_login',
  initiatedBy: 'organisation',
  collectionContext: 'portal',
  documentSha256: 'a'.repeat(64),
};
const CONTEXT = { stream: 'marketing', asOf: new Date('2026-01-02T00:00:00Z') } as const;

const missing = (changes: Partial<AuthorizationElements>) =>
  missingElements({ ...FULL, ...changes }, CONTEXT);

test('a full authorization lacks nothing', () => {
  expect(missing({})).toEqual([]);
});

const EMPTY: AuthorizationElements = {
  infoDescription: null,
  disclosers: [],
  recipients: [],
  purposes: [],
  expiresAt: null,
  expiryEvent: null,
  signer: null,
  signedAt: null,
  representativeAuthority: null,
  revocationStatement: null,
  conditioningStatement: null,
  redisclosureStatement: null,
  remuneration: null,
  remunerationStatement: null,
  plainLanguageAttested: null,
  copyGivenAt: null,
  phiInContent: null,
  signatureMethod: null,
  signerAuthLevel: null,
  initiatedBy: null,
  collectionContext: null,
  documentSha256: null,
};

const CODE_OF: Partial<Record<keyof AuthorizationElements, ConsentDefect>> = {
  infoDescription: 'E1_INFO_DESCRIPTION',
  disclosers: 'E2_DISCLOSER',
  recipients: 'E3_RECIPIENT',
  purposes: 'E4_PURPOSE',
  expiresAt: 'E5_EXPIRY',
  signer: 'E6_SIGNATURE',
  signedAt: 'E6_DATE',
  revocationStatement: 'ST1_REVOKE',
  conditioningStatement: 'ST2_CONDITIONING',
  redisclosureStatement: 'ST3_REDISCLOSURE',
  remuneration: 'R1_REMUNERATION_UNANSWERED',
  plainLanguageAttested: 'C3_PLAIN_LANGUAGE',
  copyGivenAt: 'C4_COPY',
  signatureMethod: 'SIGNATURE_EVIDENCE_MISSING',
  signerAuthLevel: 'SIGNATURE_EVIDENCE_MISSING',
  collectionContext: 'COLLECTED_IN_EMERGENCY',
  documentSha256: 'SIGNATURE_EVIDENCE_MISSING',
};

test.for(Object.entries(CODE_OF) as [keyof AuthorizationElements, ConsentDefect][])(
  'without %s the one defect is %s',
  ([element, code]) => {
    expect(missing({ [element]: EMPTY[element] })).toEqual([code]);
  },
);

test.for([
  ['a description of one word', { infoDescription: 'all' }, ['E1_INFO_DESCRIPTION']],
  ['a description that names nothing', { infoDescription: ' Medical Records ' }, ['E1_INFO_DESCRIPTION']],
  ['blank disclosers', { disclosers: [' '] }, ['E2_DISCLOSER']],
  ['both a date and an event', { expiryEvent: 'END_OF_TREATMENT' }, ['E5_EXPIRY']],
  ['an event instead of a date', { expiresAt: null, expiryEvent: 'END_OF_TREATMENT' }, []],
  ['the event none', { expiresAt: null, expiryEvent: 'NONE' }, ['E5_EXPIRY']],
  ['an event that is no code', { expiresAt: null, expiryEvent: 'when she is well' }, ['E5_EXPIRY']],
  ['a signature after the question', { signedAt: new Date('2026-01-02T00:00:00.001Z') }, ['E6_DATE']],
  ['a name as the signer', { signer: 'Ann Example' }, []],
  ['a representative without authority', { signer: 'personal_representative' }, ['E6_REP_AUTHORITY']],
  ['a parent with authority', { signer: 'Bob Example (father)', representativeAuthority: 'custody' }, []],
  ['a statement that was refused', { conditioningStatement: false }, ['ST2_CONDITIONING']],
  ['pay without its statement', { remuneration: true }, ['R2_REMUNERATION_STATEMENT']],
  ['pay with its statement', { remuneration: true, remunerationStatement: true }, []],
  ['no copy where the individual asked', { initiatedBy: 'individual', copyGivenAt: null }, []],
  ['no copy where nobody says who asked', { initiatedBy: null, copyGivenAt: null }, ['C4_COPY']],
  ['a form shared with treatment', { collectionContext: 'treatment_form' }, ['B3_COMPOUND']],
  ['collection in an emergency', { collectionContext: 'emergency' }, ['COLLECTED_IN_EMERGENCY']],
  ['an unknown way of signing', { signatureMethod: 'nodded' }, ['SIGNATURE_EVIDENCE_MISSING']],
] as [string, Partial<AuthorizationElements>, ConsentDefect[]][])('%s', ([, changes, defects]) => {
  expect(missing(changes)).toEqual(defects);
});

test('remuneration need not be answered for transactional mail', () => {
  const context = { ...CONTEXT, stream: 'transactional' } as const;
  expect(missingElements({ ...FULL, remuneration: null }, context)).toEqual([]);
});

test('an empty authorization lacks everything that can be absent, in the order of the list', () => {
  const shown = ['E6_REP_AUTHORITY', 'R2_REMUNERATION_STATEMENT', 'B3_COMPOUND'];
  expect(missingElements(EMPTY, CONTEXT)).toEqual(CONSENT_DEFECTS.filter((code) => !shown.includes(code)));
});
