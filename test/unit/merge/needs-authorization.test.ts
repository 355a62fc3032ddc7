// Whether an authorization is needed, by content class (compliance 4.1).
import { expect, test } from 'vitest';
import { needsAuthorization } from '../../../src/merge/needs-authorization.ts';
import { DEFAULT_POLICY } from '../../../src/merge/policy.ts';
import { PHI_BASES, type ReleaseTerms } from '../../../src/model/decision.ts';
import { NEWSLETTER } from './release-cases.ts';

const exception = { policy: { ...DEFAULT_POLICY, ownServiceException: true } };

const CASES: [string, Partial<ReleaseTerms>, boolean][] = [
  ['marketing without patient data', { content: 'marketing' }, false],
  ['marketing to a clinical list', { content: 'marketing', source: 'clinical' }, true],
  ['marketing to patients', { content: 'marketing', phiBasis: 'relationship' }, true],
  ['marketing on an unknown basis', { content: 'marketing', phiBasis: 'unknown' }, true],
  ['remunerated marketing to patients', { content: 'marketing_remunerated', phiBasis: 'relationship' }, true],
  ['mixed content to patients', { content: 'mixed', phiBasis: 'relationship' }, true],
  ['unclassified content without patient data', { content: 'unclassified' }, false],
  ['own services to the general public', {}, false],
  ['own services to a clinical list', { source: 'clinical' }, true],
  ['own services for pay', { remuneration: true }, true],
  ['own services to patients', { phiBasis: 'relationship' }, true],
  ['own services to patients under the exception', { phiBasis: 'relationship', ...exception }, false],
  ['own services by condition under the exception', { phiBasis: 'condition', ...exception }, true],
  ['own services to a clinical list under the exception', { source: 'clinical', ...exception }, false],
  [
    'own services for pay under the exception',
    { phiBasis: 'relationship', remuneration: true, ...exception },
    true,
  ],
  ['a refill reminder', { content: 'refill_reminder', phiBasis: 'condition' }, false],
  ['a paid refill reminder', { content: 'refill_reminder', remuneration: true }, true],
  [
    'a refill reminder paid at cost',
    { content: 'refill_reminder', remuneration: true, remunerationWithinCost: true },
    false,
  ],
  ['treatment in a relationship', { content: 'treatment', relationshipActive: true }, false],
  ['treatment without a relationship', { content: 'treatment' }, true],
  ['paid treatment', { content: 'treatment', relationshipActive: true, remuneration: true }, true],
  ['fundraising', { content: 'fundraising' }, true],
  ['fundraising within the limits', { content: 'fundraising', fundraisingLimited: true }, false],
];

test.for(CASES)('%s', ([, terms, needed]) => {
  expect(needsAuthorization({ ...NEWSLETTER, ...terms })).toBe(needed);
});

test.for(['payment', 'operations', 'security_notice'] as const)('%s never needs one', (content) => {
  for (const phiBasis of PHI_BASES) {
    const terms = { ...NEWSLETTER, content, phiBasis, remuneration: true, source: 'clinical' } as const;
    expect(needsAuthorization(terms)).toBe(false);
  }
});
