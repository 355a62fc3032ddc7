// Findings of packed rows: every signal has its bit, and no bit ever changes its meaning.
import { expect, it } from 'vitest';
import { LOCAL_LISTS } from '../../../src/model/own-lists.ts';
import { EVIDENCES, type Judgement } from '../../../src/model/verdict.ts';
import {
  evidenceIn,
  localListIn,
  PACKED_SIGNAL_ROOM,
  PACKED_SIGNALS,
  packFindings,
  signalsIn,
} from '../../../src/score/findings.ts';
import { TOXICITY_SIGNALS, type ToxicityCode } from '../../../src/score/toxicity-signals.ts';

function packed(
  codes: readonly ToxicityCode[],
  evidence: Judgement['evidence'],
  list: null | 'allow' | 'block',
) {
  const signals = codes.map((code) => ({ code, points: 1, source: 'rule' }));
  return packFindings(
    {
      checks: [],
      suggestedDomain: null,
      judgement: { verdict: 'deliverable', reason: 'ok', evidence, score: 100 },
      toxicity: { score: 1, signals },
    },
    list,
  );
}

it('every signal of the table has one bit, and there is room', () => {
  expect([...PACKED_SIGNALS].sort()).toEqual(TOXICITY_SIGNALS.map(({ code }) => code).sort());
  expect(PACKED_SIGNALS.length).toBeLessThanOrEqual(PACKED_SIGNAL_ROOM);
});

it('the bits are frozen', () => {
  expect(PACKED_SIGNALS.slice(0, 15)).toEqual([
    'trap-shaped',
    'abuse-desk',
    'no-reply',
    'disposable',
    'random-local',
    'keyboard-walk',
    'typo-domain',
    'role-at-free',
    'trap',
    'litigator',
    'complainer',
    'complaint',
    'hard-bounce',
    'unsubscribe',
    'parked-domain',
  ]);
  expect([
    packed(['trap-shaped'], 'syntax', null),
    packed([], 'mailbox', null),
    packed([], 'syntax', 'block'),
  ]).toEqual([1, 2 << 24, 2 << 26]);
});

it('what is packed comes out again', () => {
  for (const code of PACKED_SIGNALS) {
    for (const evidence of EVIDENCES) {
      for (const list of [null, ...LOCAL_LISTS]) {
        const findings = packed([code], evidence, list);
        expect([signalsIn(findings), evidenceIn(findings), localListIn(findings)]).toEqual([
          [code],
          evidence,
          list,
        ]);
      }
    }
  }
  expect(signalsIn(packed(PACKED_SIGNALS, 'domain', 'allow'))).toEqual(PACKED_SIGNALS);
});
