// What senders see of the reasons of a release: no code of few people, and some codes never.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  classOf,
  gradedReasons,
  REASON_CLASSES,
  seesExactReasons,
} from '../../../src/access/graded-reasons.ts';
import { KEY_ROLES } from '../../../src/model/actor.ts';
import { RELEASE_REASONS, type ReleaseReason } from '../../../src/model/decision.ts';

const counts = fc.dictionary(fc.constantFrom(...RELEASE_REASONS), fc.integer({ min: 1, max: 40 }));
type Counts = Partial<Record<ReleaseReason, number>>;

const SUPPRESSIONS = RELEASE_REASONS.filter((reason) => /^SUPPRESS/.test(reason));
const NEVER_NAMED = RELEASE_REASONS.filter((reason) =>
  /(WRONG_PERSON|DECEASED|GDPR_ERASURE|LITIGATOR)$/.test(reason),
);

describe('T15 · counts of a one-row list tell who asked not to be mailed', () => {
  it('keeps the codes for the organisation itself and its auditors', () => {
    expect(KEY_ROLES.filter(seesExactReasons)).toEqual(['service', 'auditor']);
  });

  it.each(SUPPRESSIONS)('shows %s of ten people as any other suppression', (reason) => {
    for (const rows of [1, 10]) expect(gradedReasons({ [reason]: rows })).toEqual({ SUPPRESSED: '<11' });
  });

  it.each(NEVER_NAMED)('never names %s, however many they are', (reason) => {
    expect(gradedReasons({ [reason]: 5000 })).toEqual({ SUPPRESSED: 5000 });
  });

  it('names what eleven people share', () => {
    expect(gradedReasons({ SUPPRESSED_UNSUBSCRIBE: 11, UNDELIVERABLE: 10, AUTHZ_REVOKED: 1 })).toEqual({
      SUPPRESSED_UNSUBSCRIBE: 11,
      VERIFICATION: '<11',
      PERMISSION: '<11',
    });
  });

  it('adds small numbers up before it tells whether they are few', () => {
    expect(gradedReasons({ SUPPRESSED_DECEASED: 6, SUPPRESSED_UNSUBSCRIBE: 5 })).toEqual({ SUPPRESSED: 11 });
  });

  it.each([
    ['PERMISSION', ['MINOR', 'NO_AFFIRMATIVE_CONSENT', 'STATE_REVIEW', 'SPECIAL_CATEGORY_CONSENT']],
    ['VERIFICATION', ['SYNTAX_INVALID', 'TOXIC_5', 'ADDRESS_UNCONFIRMED', 'SHARED_MAILBOX_PHI']],
    ['DECLARATION', ['SOURCE_UNKNOWN', 'PHI_BASIS_UNKNOWN']],
  ] as const)('%s is the class of %j', (name, reasons) => {
    expect(reasons.map(classOf)).toEqual(reasons.map(() => name));
  });

  it('shows no number below eleven, and nothing of which reason it was', () => {
    fc.assert(
      fc.property(counts, (given) => {
        const shown = gradedReasons(given as Counts);
        for (const [name, rows] of Object.entries(shown)) {
          expect(rows === '<11' || rows >= 11).toBe(true);
          if (!(REASON_CLASSES as readonly string[]).includes(name)) {
            expect(NEVER_NAMED).not.toContain(name);
            expect(rows).toBe(given[name]);
          }
        }
      }),
    );
  });
});
