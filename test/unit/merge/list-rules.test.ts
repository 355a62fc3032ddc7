// Findings that hold a whole list.
import { expect, test } from 'vitest';
import { type Declaration, isProvenanceSuspect, listFindings } from '../../../src/merge/list-rules.ts';

const DECLARED: Declaration = {
  stream: 'marketing',
  content: 'own_service',
  phiBasis: 'none',
  remuneration: false,
  source: 'web_form',
};

test('a complete declaration holds nothing, and unknown is a declaration', () => {
  expect(listFindings(DECLARED)).toEqual([]);
  const unknown = { phiBasis: 'unknown', remuneration: 'unknown', source: 'unknown' } as const;
  expect(listFindings({ ...DECLARED, ...unknown })).toEqual([]);
});

test.for(['content', 'phiBasis', 'remuneration', 'source'] as const)(
  'a list whose %s is not declared is held',
  (field) => {
    const { [field]: _, ...rest } = DECLARED;
    expect(listFindings(rest)).toEqual(['DECLARATION_MISSING']);
    expect(listFindings({ ...DECLARED, [field]: null })).toEqual(['DECLARATION_MISSING']);
  },
);

test('a transactional list without a trigger is held', () => {
  const care: Declaration = { ...DECLARED, stream: 'transactional', content: 'treatment' };
  expect(listFindings(care)).toEqual(['NO_TRIGGER']);
  expect(listFindings({ ...care, trigger: { type: 'appointment', ref: 'a-1' } })).toEqual([]);
});

test.for([
  [{ rows: 500, undeliverable: 150, traps: 0 }, false],
  [{ rows: 500, undeliverable: 151, traps: 0 }, true],
  [{ rows: 499, undeliverable: 499, traps: 0 }, false],
  [{ rows: 3, undeliverable: 0, traps: 1 }, true],
] as const)('a first-time list with %o is suspect: %s', ([counts, suspect]) => {
  expect(isProvenanceSuspect('marketing', counts)).toBe(suspect);
  expect(isProvenanceSuspect('transactional', counts)).toBe(false);
  expect(listFindings(DECLARED, counts)).toEqual(suspect ? ['LIST_PROVENANCE_SUSPECT'] : []);
});
