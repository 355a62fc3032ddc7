// From a declaration to terms: what is left out is judged hardest.
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../src/merge/policy.ts';
import { declarationOf, termsOf } from '../../../src/release/terms.ts';

const NOW = new Date('2026-11-21T10:00:00Z');
const ABOUT = { stream: 'marketing', listSource: 'web_form', policy: DEFAULT_POLICY, now: NOW } as const;

describe('termsOf', () => {
  it('takes the hardest value for everything that was not declared', () => {
    expect(termsOf({}, ABOUT)).toMatchObject({
      content: 'unclassified',
      phiBasis: 'unknown',
      remuneration: true,
      source: 'web_form',
      purpose: null,
      relationshipActive: false,
      essential: false,
    });
  });

  it('judges an unknown remuneration as true', () => {
    expect(termsOf({ remuneration: 'unknown' }, ABOUT).remuneration).toBe(true);
    expect(termsOf({ remuneration: false }, ABOUT).remuneration).toBe(false);
  });

  it('gives own services their purpose', () => {
    expect(termsOf({ content: 'own_service' }, ABOUT).purpose).toBe('own_services');
    expect(termsOf({ content: 'own_service', purpose: 'events' }, ABOUT).purpose).toBe('events');
  });

  it.each([
    ['2026-11-20T00:00:00Z', true, true],
    ['2025-11-21T10:00:00Z', true, true],
    ['2025-11-20T00:00:00Z', true, false],
    ['2026-11-22T00:00:00Z', true, false],
    ['2026-11-20T00:00:00Z', false, false],
  ])('an attestation of %s with active=%s counts: %s', (attested_at, active, counts) => {
    expect(termsOf({ relationship: { active, attested_at } }, ABOUT).relationshipActive).toBe(counts);
  });
});

it('takes the source of the list for one left out, and nothing for the rest', () => {
  expect(declarationOf({}, {}, 'marketing', 'event')).toEqual({
    stream: 'marketing',
    content: null,
    phiBasis: null,
    remuneration: null,
    source: 'event',
    trigger: null,
  });
});
