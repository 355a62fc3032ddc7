// The dated overlay of state opt-in rules.
import { expect, test } from 'vitest';
import { overlayStates, residenceOf } from '../../../src/merge/state-overlay.ts';

const NOW = new Date('2026-11-21T00:00:00Z');

test.for([
  ['IA', '2024-12-31T23:59:59.999Z', 'elsewhere'],
  ['IA', '2025-01-01T00:00:00.000Z', 'overlay'],
  ['IN', '2025-12-31T23:59:59.999Z', 'elsewhere'],
  ['IN', '2026-01-01T00:00:00.000Z', 'overlay'],
] as const)('a resident of %s at %s is placed %s', ([state, instant, residence]) => {
  expect(residenceOf(state, 'US', new Date(instant))).toBe(residence);
});

test.for([
  [null, null, 'unknown'],
  [null, 'US', 'unknown'],
  ['CO', null, 'overlay'],
  ['NY', null, 'elsewhere'],
  [null, 'DK', 'elsewhere'],
  ['CO', 'DK', 'elsewhere'],
] as const)('state %s and country %s are %s', ([state, country, residence]) => {
  expect(residenceOf(state, country, NOW)).toBe(residence);
});

test('nine states have the rule in 2026', () => {
  expect(overlayStates(NOW)).toEqual(['CO', 'CT', 'IA', 'IN', 'MT', 'TN', 'TX', 'UT', 'VA']);
});
