// Which consents a release stands on: the only ones whose end ends a row's permission.
import { expect, test } from 'vitest';
import { standsOn } from '../../../src/merge/standing.ts';
import { CONSENT_KINDS, type ConsentScope } from '../../../src/model/consent.ts';
import type { ReleaseTerms } from '../../../src/model/decision.ts';
import { CARE, NEWSLETTER } from './release-cases.ts';

const kindsFor = (terms: ReleaseTerms, remunerationStated = false) =>
  CONSENT_KINDS.filter((kind) => {
    const scope: ConsentScope = { kind, stream: terms.stream, purposes: [], remunerationStated };
    return standsOn(scope, terms);
  });

const AFFIRMATIVE = ['can_spam_affirmative', 'state_consent', 'gdpr_consent'];

test('a newsletter stands on any affirmative consent or an authorization', () => {
  expect(kindsFor(NEWSLETTER)).toEqual(['hipaa_authorization', ...AFFIRMATIVE]);
});

test('marketing to patients stands on an authorization alone', () => {
  expect(kindsFor({ ...NEWSLETTER, phiBasis: 'relationship' })).toEqual(['hipaa_authorization']);
});

test('paid marketing to patients stands on an authorization that says so', () => {
  const paid: ReleaseTerms = { ...NEWSLETTER, phiBasis: 'relationship', remuneration: true };
  expect(kindsFor(paid)).toEqual([]);
  expect(kindsFor(paid, true)).toEqual(['hipaa_authorization']);
});

test('a message about care stands on no consent', () => {
  expect(kindsFor(CARE)).toEqual([]);
});

test('a consent for the other stream or another purpose carries nothing', () => {
  const scope: ConsentScope = {
    kind: 'can_spam_affirmative',
    stream: 'marketing',
    purposes: ['events'],
    remunerationStated: false,
  };
  expect(standsOn(scope, NEWSLETTER)).toBe(false);
  expect(standsOn({ ...scope, purposes: [], stream: 'transactional' }, NEWSLETTER)).toBe(false);
  expect(standsOn({ ...scope, purposes: ['events', 'own_services'] }, NEWSLETTER)).toBe(true);
});
