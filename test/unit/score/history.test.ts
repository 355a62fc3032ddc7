// What is known of a mailbox makes its verdict worse or tells more of it, and without it nothing changes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DNS_OUTCOMES,
  type DomainFacts,
  MAIL_ROUTES,
  REACHABILITIES,
} from '../../../src/model/domain-facts.ts';
import { SYNTAX_FLAGS } from '../../../src/model/mailbox.ts';
import { REASONS } from '../../../src/model/verdict.ts';
import { assess } from '../../../src/score/assess.ts';
import { createBulkJudge, NO_SCORE } from '../../../src/score/bulk.ts';
import { sourcesOf } from '../../../src/score/check-input.ts';
import { profileDomain } from '../../../src/score/domain-profile.ts';
import { evidenceIn, signalsIn } from '../../../src/score/findings.ts';
import {
  HISTORY_MARKS,
  type HistoryMark,
  hasMark,
  NO_HISTORY,
  packHistory,
} from '../../../src/score/history.ts';
import { localFacts } from '../../../src/score/local-facts.ts';
import { TOXICITY_SIGNALS } from '../../../src/score/toxicity-signals.ts';
import { facts, NXDOMAIN, parsed, TAKES_MAIL, verify } from './facts-fixtures.ts';
import { smallLists } from './small-lists.ts';

const lists = smallLists();
const sources = sourcesOf(lists);

function judged(
  marks: readonly HistoryMark[],
  {
    local = 'ann',
    domain = 'saltmarsh.se',
    known = TAKES_MAIL,
  }: Partial<Record<'local' | 'domain', string>> & {
    known?: DomainFacts;
  } = {},
) {
  return assess({
    local: localFacts(parsed(local, domain), lists),
    profile: profileDomain(domain, lists),
    facts: known,
    sources,
    history: packHistory(marks),
  });
}

const TIMEOUT = facts({ dns: 'timeout', mail: 'unknown', reachability: 'unknown' });

const ROWS: readonly (readonly [
  marks: readonly HistoryMark[],
  reason: string,
  evidence: string,
  score: number | null,
  toxicity: number,
  signals: readonly string[],
])[] = [
  [[], 'ok', 'domain', 100, 0, []],
  [['seen-lately'], 'ok', 'mailbox', 100, 0, []],
  [['hard-bounce'], 'hard-bounce-history', 'mailbox', 0, 3, ['hard-bounce']],
  [['hard-bounce', 'seen-lately'], 'hard-bounce-history', 'mailbox', 0, 3, ['hard-bounce']],
  [['complaint'], 'toxic', 'domain', 10, 4, ['complaint']],
  [['complaint', 'unsubscribe'], 'toxic', 'domain', 10, 4, ['complaint']],
  [['complaint', 'seen-lately'], 'toxic', 'mailbox', 10, 4, ['complaint']],
  [['unsubscribe'], 'ok', 'domain', 100, 1, ['unsubscribe']],
  [['trap'], 'toxic', 'domain', 10, 5, ['trap']],
  [['litigator'], 'toxic', 'domain', 10, 5, ['litigator']],
  [['complainer'], 'toxic', 'domain', 10, 5, ['complainer']],
  [
    ['trap', 'litigator', 'hard-bounce'],
    'hard-bounce-history',
    'mailbox',
    0,
    5,
    ['trap', 'litigator', 'hard-bounce'],
  ],
];

describe('history', () => {
  it.each(ROWS)('%j makes it %s on evidence %s, score %s, toxicity %i by %j', (...row) => {
    const [marks, reason, evidence, score, points, signals] = row;
    const { judgement, toxicity } = judged(marks);
    expect(judgement).toMatchObject({ reason, evidence, score });
    expect(toxicity.score).toBe(points);
    expect(toxicity.signals.map(({ code }) => code)).toEqual(signals);
  });

  it('gives every signal that the table says it gives', () => {
    const given = new Set(ROWS.flatMap((row) => row[5]));
    const own = TOXICITY_SIGNALS.filter(({ source }) => source === 'history').map(({ code }) => code);
    expect([...given].sort()).toEqual([...own].sort());
  });

  it('names the list that an address is on, and the past', () => {
    const sourceOf = (mark: HistoryMark) => judged([mark]).toxicity.signals[0]?.source;
    expect((['trap', 'litigator', 'complainer'] as const).map(sourceOf)).toEqual([
      'traps',
      'litigators',
      'complainers',
    ]);
    expect((['complaint', 'hard-bounce', 'unsubscribe'] as const).map(sourceOf)).toEqual([
      'history',
      'history',
      'history',
    ]);
  });

  it('does not make a domain take mail, nor an unknown verdict known', () => {
    expect(judged(['seen-lately'], { known: NXDOMAIN }).judgement.reason).toBe('nxdomain');
    expect(judged(['seen-lately'], { known: TIMEOUT }).judgement.verdict).toBe('unknown');
    expect(judged(['seen-lately'], { domain: 'yopmail.com' }).judgement.reason).toBe('disposable');
  });

  it('decides where the DNS could not be asked', () => {
    expect(judged(['hard-bounce'], { known: TIMEOUT }).judgement.reason).toBe('hard-bounce-history');
    expect(judged(['trap'], { known: TIMEOUT }).judgement.reason).toBe('toxic');
  });

  it('is one byte with a frozen bit a mark', () => {
    expect(HISTORY_MARKS.map((mark) => packHistory([mark]))).toEqual([1, 2, 4, 8, 16, 32, 64]);
    expect([...HISTORY_MARKS]).toEqual([
      'hard-bounce',
      'complaint',
      'unsubscribe',
      'trap',
      'litigator',
      'complainer',
      'seen-lately',
    ]);
    expect(HISTORY_MARKS.filter((mark) => hasMark(packHistory(['trap', 'complaint']), mark))).toEqual([
      'complaint',
      'trap',
    ]);
  });
});

describe('history, for every address and domain', () => {
  const outcome = fc
    .tuple(
      fc.constantFrom('ann', 'info', 'spamtrap', 'noreply', 'qwerty', 'x7f3k9q2m1'),
      fc.constantFrom(
        'saltmarsh.se',
        'gmail.com',
        'gmial.com',
        'yopmail.com',
        'duck.com',
        'clinic.zzz',
        '[192.0.2.1]',
      ),
      fc.subarray([...SYNTAX_FLAGS], { maxLength: 2 }),
    )
    .map(([local, domain, flags]) => parsed(local, domain, flags));
  const known = fc.record({
    dns: fc.constantFrom(...DNS_OUTCOMES),
    mail: fc.constantFrom(...MAIL_ROUTES),
    mxRecords: fc.constant([]),
    reachability: fc.constantFrom(...REACHABILITIES),
    ttlSeconds: fc.constant(60),
  });
  const marks = fc.subarray([...HISTORY_MARKS]);
  const worse = fc.subarray(HISTORY_MARKS.filter((mark) => mark !== 'seen-lately'));
  const bulk = createBulkJudge();
  const judge = (
    given: ReturnType<typeof parsed>,
    observed: DomainFacts,
    history: readonly HistoryMark[],
  ) => {
    const { domain } = given.mailbox;
    const profile = domain.startsWith('[') ? null : profileDomain(domain, lists);
    return bulk.forDomain(profile, observed).judge(localFacts(given, lists), packHistory(history));
  };

  it('a worse history never improves reason, score or toxicity', () => {
    fc.assert(
      fc.property(outcome, known, marks, worse, (given, observed, before, more) => {
        const less = judge(given, observed, before);
        const row = judge(given, observed, [...new Set([...before, ...more])]);
        expect(row.reason).toBeLessThanOrEqual(less.reason);
        expect(row.toxicity).toBeGreaterThanOrEqual(less.toxicity);
        if (less.score !== NO_SCORE) expect(row.score).toBeLessThanOrEqual(less.score);
        for (const code of signalsIn(less.findings).filter((signal) => signal !== 'unsubscribe')) {
          expect(signalsIn(row.findings)).toContain(code);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('a delivery or click changes the evidence and nothing else', () => {
    fc.assert(
      fc.property(outcome, known, worse, (given, observed, before) => {
        const { findings: old, ...without } = judge(given, observed, before);
        const { findings, ...seen } = judge(given, observed, [...before, 'seen-lately']);
        expect(seen).toEqual(without);
        expect(signalsIn(findings)).toEqual(signalsIn(old));
        expect(evidenceIn(findings)).toBe('mailbox');
      }),
      { numRuns: 500 },
    );
  });

  it('without any, a row is judged as a single result is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('ann', 'info', 'spamtrap'),
        fc.constantFrom('gmail.com', 'yopmail.com'),
        (local, domain) => {
          const single = verify({ localPart: local, domain, facts: TAKES_MAIL }, lists);
          const row = judge(parsed(local, domain), TAKES_MAIL, []);
          expect(packHistory([])).toBe(NO_HISTORY);
          expect(REASONS[row.reason]).toBe(single.reason);
          expect(row.score).toBe(single.score);
          expect(single.checks.map(({ check }) => check)).not.toContain('history');
        },
      ),
    );
  });
});
