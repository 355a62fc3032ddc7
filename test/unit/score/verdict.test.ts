// The judgement: the worst reason wins, the score stays in its band, and more failures never help.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CheckResult, REASONS, VERDICTS } from '../../../src/model/verdict.ts';
import { judge, SCORE_BANDS, verdictOf } from '../../../src/score/verdict.ts';
import { NEUTRAL_REASONS, WEIGHTS } from '../../../src/score/weights.ts';

const SPEAKING_AGAINST = REASONS.filter((word) => verdictOf(word) !== 'deliverable');
const ranked: readonly string[] = REASONS;
const reason = fc.constantFrom<string>(...REASONS, ...NEUTRAL_REASONS);
const anyResult: fc.Arbitrary<CheckResult> = fc.record({
  check: fc.constant('any'),
  outcome: fc.constantFrom('pass', 'fail', 'unknown'),
  reason,
  source: fc.constantFrom('rule', 'dns', 'disposable@2026-11-01'),
});
const results = fc.array(anyResult, { minLength: 1, maxLength: 12 });

const failing = (word: string): CheckResult => ({
  check: 'any',
  outcome: 'fail',
  reason: word,
  source: 'rule',
});

describe('judge', () => {
  it('takes the worst reason of all results', () => {
    fc.assert(
      fc.property(results, (given) => {
        const ranks = given.map((one) => ranked.indexOf(one.reason)).filter((rank) => rank >= 0);
        const worst = ranks.length === 0 ? 'ok' : REASONS[Math.min(...ranks)];
        expect(judge(given).reason).toBe(worst);
        expect(judge(given).verdict).toBe(verdictOf(judge(given).reason));
      }),
    );
  });

  it('never improves a verdict by a failing check', () => {
    fc.assert(
      fc.property(results, fc.constantFrom(...SPEAKING_AGAINST), (given, word) => {
        const before = judge(given);
        const after = judge([...given, failing(word)]);
        expect(VERDICTS.indexOf(after.verdict)).toBeLessThanOrEqual(VERDICTS.indexOf(before.verdict));
        expect(REASONS.indexOf(after.reason)).toBeLessThanOrEqual(REASONS.indexOf(before.reason));
        if (after.score !== null && before.score !== null)
          expect(after.score).toBeLessThanOrEqual(before.score);
      }),
    );
  });

  it('keeps the score within the band of the verdict', () => {
    fc.assert(
      fc.property(results, (given) => {
        const { verdict, score } = judge(given);
        const band = SCORE_BANDS[verdict];
        if (band === null) {
          expect(score).toBeNull();
          return;
        }
        expect(score).toBeGreaterThanOrEqual(band[0]);
        expect(score).toBeLessThanOrEqual(band[1]);
        expect(Number.isInteger(score)).toBe(true);
      }),
    );
  });

  it('does not depend on the order of the results', () => {
    fc.assert(
      fc.property(results, (given) => {
        expect(judge([...given].reverse())).toEqual(judge(given));
      }),
    );
  });

  it('knows nothing without results', () => {
    expect(judge([])).toEqual({ verdict: 'unknown', reason: 'not-checked', evidence: 'syntax', score: null });
  });

  it('stands on the domain once the DNS has answered', () => {
    const mx: CheckResult = { check: 'mx', outcome: 'pass', reason: 'mx', source: 'dns' };
    const timedOut: CheckResult = { check: 'mx', outcome: 'unknown', reason: 'dns-timeout', source: 'dns' };
    expect(judge([mx]).evidence).toBe('domain');
    expect(judge([timedOut]).evidence).toBe('syntax');
  });
});

describe('weights', () => {
  it('are whole numbers from 0 to 100', () => {
    for (const weight of Object.values(WEIGHTS)) {
      expect(Number.isInteger(weight) && weight >= 0 && weight <= 100).toBe(true);
    }
  });

  it('tell apart the reasons of risky mailboxes', () => {
    expect(judge([failing('typo-domain')]).score).toBe(35);
    expect(judge([failing('toxic')]).score).toBe(10);
    expect(judge([failing('needs-smtputf8')]).score).toBe(60);
  });
});
