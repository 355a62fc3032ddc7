// The packed facts of rows against the one function that defines their layout.
import { describe, expect, it } from 'vitest';
import { packRowFacts, unpackRowFacts } from '../../../src/merge/facts.ts';
import { DEFAULT_POLICY } from '../../../src/merge/policy.ts';
import { REASONS } from '../../../src/model/verdict.ts';
import { packedRowFacts } from '../../../src/pipeline/row-facts.ts';
import { termsOf } from '../../../src/release/terms.ts';

const NOW = new Date('2026-11-21T10:00:00Z');
const TERMS = termsOf(
  { content: 'own_service', phi_basis: 'none', remuneration: false },
  { stream: 'marketing', listSource: 'web_form', policy: DEFAULT_POLICY, now: NOW },
);
const DAY = 86_400_000;

function packOne(reason: number, toxicity: number, duplicate: number, ageDays: number): number {
  const chunk = {
    rows: 1,
    reasons: Buffer.of(reason),
    toxicities: Buffer.of(toxicity),
    duplicateOf: Buffer.from(Uint32Array.of(duplicate).buffer),
    localFacts: Buffer.alloc(4),
    verifiedAt: new Date(NOW.getTime() - ageDays * DAY),
  };
  return packedRowFacts(chunk, TERMS, NOW)[0] ?? -1;
}

describe('packedRowFacts', () => {
  it.each(REASONS.map((reason, at) => [reason, at] as const))(
    'packs %s as packRowFacts does',
    (reason, at) => {
      expect(packOne(at, 3, 12, 0)).toBe(
        packRowFacts({
          verdictReason: reason,
          toxicity: 3,
          duplicate: true,
          stale: false,
          sharedMailbox: false,
        }),
      );
    },
  );

  it('takes a row without an address for undeliverable, whatever its verdict: no suppression would meet it', () => {
    const chunk = {
      rows: 2,
      reasons: Buffer.of(REASONS.indexOf('not-checked'), REASONS.indexOf('ok')),
      toxicities: Buffer.of(0, 0),
      duplicateOf: Buffer.alloc(8),
      localFacts: Buffer.from(Uint32Array.of(29, 1).buffer),
      verifiedAt: NOW,
    };
    const packed = Array.from(packedRowFacts(chunk, TERMS, NOW), (facts) => unpackRowFacts(facts));
    expect(packed.map(({ verdictReason }) => verdictReason)).toEqual(['invalid-syntax', 'invalid-syntax']);
  });

  it('calls a verdict stale when its class is over its age', () => {
    const stale = 1 << 10;
    const deliverable = REASONS.indexOf('ok');
    const risky = REASONS.indexOf('disposable');
    expect(packOne(deliverable, 0, 0, 29) & stale).toBe(0);
    expect(packOne(deliverable, 0, 0, 31) & stale).toBe(stale);
    expect(packOne(risky, 0, 0, 8) & stale).toBe(stale);
  });

  it('calls everything stale that was never verified', () => {
    const chunk = {
      rows: 1,
      reasons: null,
      toxicities: null,
      duplicateOf: null,
      localFacts: null,
      verifiedAt: null,
    };
    expect((packedRowFacts(chunk, TERMS, NOW)[0] ?? 0) & (1 << 10)).toBe(1 << 10);
  });
});
