// What holds for every combination of facts and terms (compliance 4.3).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from '../../../src/merge/decide.ts';
import { needsAuthorization } from '../../../src/merge/needs-authorization.ts';
import type { Matter } from '../../../src/merge/rule.ts';
import { RULES } from '../../../src/merge/rules.ts';
import { isInForce } from '../../../src/merge/rules-consent.ts';
import { effectOf } from '../../../src/merge/suppression-effects.ts';
import { STREAMS } from '../../../src/model/consent.ts';
import {
  AUTHORIZATION_STATUSES,
  CONTENT_CLASSES,
  OUTCOMES,
  type Outcome,
  PHI_BASES,
  type ReleaseFacts,
  type ReleaseTerms,
} from '../../../src/model/decision.ts';
import { SUPPRESSION_REASONS } from '../../../src/model/suppression.ts';
import { VERDICTS } from '../../../src/model/verdict.ts';
import {
  anyFacts,
  anyTerms,
  CARE,
  CLEAN,
  mostlyCleanFacts,
  mostlyCommonTerms,
  NEWSLETTER,
} from './release-cases.ts';

const RUNS = { numRuns: 5_000 };
const severity = (outcome: Outcome) => OUTCOMES.indexOf(outcome);

test('every combination has one decision, and its primary reason is the first of the worst', () => {
  fc.assert(
    fc.property(anyFacts, anyTerms, (facts, terms) => {
      const decision = decide(facts, terms);
      const hits = RULES.map((rule) => ({ rule, asked: rule.judge({ ...facts, ...terms }) })).filter(
        ({ asked }) => asked !== null,
      );
      const worst = Math.max(0, ...hits.map(({ asked }) => severity(asked as Outcome)));
      expect(decision.outcome).toBe(OUTCOMES[worst]);
      const first = hits.find(({ asked }) => asked === decision.outcome && asked !== 'release');
      expect(decision.primary).toBe(first?.rule.reason ?? null);
      expect(decision.reasons).toEqual(hits.map(({ rule }) => rule.reason));
      expect(decide(facts, terms)).toEqual(decision);
    }),
    RUNS,
  );
});

/** Facts and terms before and after one input has become worse. */
type Worsening = (facts: ReleaseFacts, terms: ReleaseTerms) => [ReleaseFacts, ReleaseTerms][];

const IN_ORDER: Record<string, Worsening> = {
  'toxicity 0 to 5': (facts, terms) => [0, 1, 2, 3, 4, 5].map((toxicity) => [{ ...facts, toxicity }, terms]),
  'suppression none, hold, block': (facts, terms) =>
    (['none', 'hold', 'block'] as const).flatMap((effect): [ReleaseFacts, ReleaseTerms][] => {
      if (effect === 'none') return [[{ ...facts, suppressions: [] }, terms]];
      const reason = SUPPRESSION_REASONS.find((entry) => effectOf(entry, terms) === effect);
      return reason === undefined ? [] : [[{ ...facts, suppressions: [reason] }, terms]];
    }),
  'basis none, relationship, condition, special': (facts, terms) =>
    (['none', 'relationship', 'condition', 'special'] as const).map((phiBasis) => [
      facts,
      { ...terms, phiBasis },
    ]),
  'address confirmed, unconfirmed': (facts, terms) =>
    [true, false].map((addressConfirmed) => [{ ...facts, addressConfirmed }, terms]),
};

test.for(Object.entries(IN_ORDER))('worsening %s never improves the outcome', ([, chain]) => {
  fc.assert(
    fc.property(
      fc.oneof(anyFacts, mostlyCleanFacts),
      fc.oneof(anyTerms, mostlyCommonTerms),
      (facts, terms) => {
        const steps = chain(facts, terms).map(([f, t]) => severity(decide(f, t).outcome));
        expect(steps).toEqual(steps.toSorted((a, b) => a - b));
      },
    ),
    RUNS,
  );
});

test('any verdict other than deliverable never improves the outcome', () => {
  fc.assert(
    fc.property(mostlyCleanFacts, anyFacts, mostlyCommonTerms, (facts, other, terms) => {
      const best = decide(
        { ...facts, verdict: 'deliverable', verdictReason: 'ok', risk: 'none', sharedMailbox: false },
        terms,
      );
      const { verdict, verdictReason, risk } = other;
      const worse = decide({ ...facts, verdict, verdictReason, risk, sharedMailbox: false }, terms);
      expect(severity(worse.outcome)).toBeGreaterThanOrEqual(severity(best.outcome));
    }),
    RUNS,
  );
});

test('any status other than valid never improves the outcome where an authorization is needed', () => {
  fc.assert(
    fc.property(
      mostlyCleanFacts,
      anyTerms,
      fc.constantFrom(...AUTHORIZATION_STATUSES),
      (facts, terms, status) => {
        fc.pre(needsAuthorization(terms));
        const valid = decide({ ...facts, authorization: 'valid' }, terms);
        const other = decide({ ...facts, authorization: status }, terms);
        expect(severity(other.outcome)).toBeGreaterThanOrEqual(severity(valid.outcome));
      },
    ),
    RUNS,
  );
});

test('nothing is released on an unknown input, except rows 47 and 53 in care that reveals no condition', () => {
  fc.assert(
    fc.property(mostlyCleanFacts, mostlyCommonTerms, (facts, terms) => {
      fc.pre(decide(facts, terms).outcome === 'release');
      expect(facts.suppressions).not.toBe('unknown');
      expect(facts.state).not.toBe('unknown');
      expect(terms.phiBasis).not.toBe('unknown');
      if (terms.stream === 'marketing') expect(terms.source).not.toBe('unknown');
      if (needsAuthorization(terms)) expect(facts.authorization).not.toBe('unknown');
      const asksConsent = terms.stream === 'marketing' && terms.policy.noAffirmativeConsent === 'exclude';
      if (asksConsent && !isInForce(facts.authorization)) expect(facts.affirmative).toBe(true);
      if (facts.verdict === 'unknown' || facts.toxicity === null) {
        expect(terms.stream).toBe('transactional');
        expect(['none', 'relationship']).toContain(terms.phiBasis);
      }
    }),
    { numRuns: 5_000 },
  );
});

test('a field that a rule does not declare never changes its judgement', () => {
  fc.assert(
    fc.property(anyFacts, anyTerms, anyFacts, anyTerms, (facts, terms, otherFacts, otherTerms) => {
      const matter: Matter = { ...facts, ...terms };
      const other: Matter = { ...otherFacts, ...otherTerms };
      for (const rule of RULES) {
        const kept = Object.fromEntries(rule.reads.map((field) => [field, matter[field]]));
        expect(rule.judge({ ...other, ...kept })).toBe(rule.judge(matter));
      }
    }),
    RUNS,
  );
});

test('over the whole grid, a row is released only when each gate lets it pass', () => {
  const toxicities = [0, 1, 2, 3, 4, 5, null];
  const suppressions: ReleaseFacts['suppressions'][] = [
    'unknown',
    [],
    ...SUPPRESSION_REASONS.map((reason) => [reason]),
    ['unsubscribe', 'complaint_fbl'],
    ['role_account', 'fundraising_optout'],
  ];
  let released = 0;
  for (const stream of STREAMS) {
    for (const content of CONTENT_CLASSES) {
      for (const phiBasis of PHI_BASES) {
        const terms = { ...(stream === 'marketing' ? NEWSLETTER : CARE), stream, content, phiBasis };
        const needed = needsAuthorization(terms);
        for (const authorization of AUTHORIZATION_STATUSES) {
          for (const verdict of VERDICTS) {
            for (const toxicity of toxicities) {
              for (const entries of suppressions) {
                const facts = { ...CLEAN, authorization, verdict, toxicity, suppressions: entries };
                if (decide(facts, terms).outcome !== 'release') continue;
                released += 1;
                const passes =
                  entries !== 'unknown' &&
                  entries.every((reason) => effectOf(reason, terms) === 'none') &&
                  (!needed || isInForce(authorization)) &&
                  verdict !== 'undeliverable' &&
                  (toxicity ?? 0) < (stream === 'marketing' ? 3 : 4) &&
                  content !== 'mixed' &&
                  content !== 'unclassified' &&
                  phiBasis !== 'unknown';
                if (!passes) expect.fail(JSON.stringify({ facts, terms }));
              }
            }
          }
        }
      }
    }
  }
  expect(released).toBeGreaterThan(10_000);
});
