// Toxicity: the named signals, their sum and its cap.
import { describe, expect, it } from 'vitest';
import { TOXICITY_MAX, TOXICITY_SIGNALS } from '../../../src/score/toxicity-signals.ts';
import { facts, TAKES_MAIL, type Verification, verify } from './facts-fixtures.ts';
import { smallLists } from './small-lists.ts';

const lists = smallLists();
const toxicity = (what: Verification) => verify({ facts: TAKES_MAIL, ...what }, lists).toxicity;

const mailTo = (...exchanges: string[]) =>
  facts({ mxRecords: exchanges.map((exchange) => ({ preference: 10, exchange })) });

const ROWS: readonly (readonly [Verification, number, readonly string[]])[] = [
  [{}, 0, []],
  [{ localPart: 'info' }, 0, []],
  [{ localPart: 'info', domain: 'gmail.com' }, 1, ['role-at-free']],
  [{ domain: 'gmial.com' }, 1, ['typo-domain']],
  [{ localPart: 'qwerty' }, 2, ['keyboard-walk']],
  [{ localPart: 'x7f3k9q2m1' }, 2, ['random-local']],
  [{ localPart: 'x7f3k9q2m1', domain: 'duck.com' }, 0, []],
  [{ domain: 'yopmail.com' }, 3, ['disposable']],
  [{ localPart: 'noreply' }, 3, ['no-reply']],
  [{ localPart: 'abuse' }, 3, ['abuse-desk']],
  [{ localPart: 'honeypot' }, 4, ['trap-shaped']],
  [{ facts: mailTo('in.throwaway-host.com') }, 3, ['disposable']],
  [{ facts: mailTo('mx.parked-host.com') }, 4, ['parked-domain']],
  [{ facts: mailTo('mx.parked-host.com', 'mx.saltmarsh.se') }, 0, []],
  [{ domain: 'gmial.com', facts: mailTo('mx.parked-host.com') }, 1, ['typo-domain']],
  [{ domain: 'yopmail.com', facts: mailTo('mx.parked-host.com') }, 3, ['disposable']],
  [{ localPart: 'asdasd', domain: 'yopmail.com' }, 5, ['disposable', 'keyboard-walk']],
  [{ localPart: 'spamtrap', domain: 'yopmail.com' }, 5, ['trap-shaped', 'disposable']],
];

describe('scoreToxicity', () => {
  it.each(ROWS)('%o scores %i by %j', (what, score, codes) => {
    const found = toxicity(what);
    expect(found.score).toBe(score);
    expect(found.signals.map((signal) => signal.code)).toEqual(codes);
  });

  it('is the sum of the signals, capped', () => {
    for (const [what] of ROWS) {
      const { score, signals } = toxicity(what);
      expect(score).toBe(
        Math.min(
          TOXICITY_MAX,
          signals.reduce((sum, signal) => sum + signal.points, 0),
        ),
      );
    }
  });

  it('names the list behind a signal, with its version', () => {
    expect(toxicity({ domain: 'gmial.com' }).signals).toEqual([
      { code: 'typo-domain', points: 1, source: 'typo-domains@2026-11-01' },
    ]);
    expect(toxicity({ localPart: 'abuse' }).signals[0]?.source).toBe('rule');
  });

  it('uses every signal of the table that does not come from history', () => {
    const used = new Set(ROWS.flatMap(([, , codes]) => codes));
    expect(TOXICITY_SIGNALS.filter(({ code, source }) => source !== 'history' && !used.has(code))).toEqual(
      [],
    );
  });

  it('makes a mailbox risky from 4 points on', () => {
    expect(verify({ localPart: 'noreply', facts: TAKES_MAIL }, lists).verdict).toBe('deliverable');
    expect(verify({ localPart: 'honeypot', facts: TAKES_MAIL }, lists).reason).toBe('toxic');
  });
});
