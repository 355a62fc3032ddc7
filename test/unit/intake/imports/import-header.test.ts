// Header lines of imports.
import { expect, test } from 'vitest';
import { cellsOf, matchImportHeader } from '../../../../src/intake/imports/import-header.ts';

test('columns are found in any order and spelling, and unknown ones are left alone', () => {
  const header = matchImportHeader('suppressions', ['\uFEFFNote', ' E-Mail ', 'Expires At', 'REASON']);
  const cells = cellsOf(header, ['n', 'ann@example.com', '2026-12-31']);
  expect(['address', 'expires_at', 'reason', 'note', 'scope'].map((name) => cells.get(name))).toEqual([
    'ann@example.com',
    '2026-12-31',
    undefined,
    undefined,
    undefined,
  ]);
});

test.for([
  ['suppressions', ['address']],
  ['suppressions', ['reason', 'scope']],
  ['consents', ['address', 'kind', 'signed_at']],
  ['contacts', ['residence_state']],
] as const)('%s with %o lack a column', ([kind, header]) => {
  expect(() => matchImportHeader(kind, header)).toThrow(expect.objectContaining({ code: 'columns-missing' }));
});

test.for([
  ['suppressions', ['hash', 'reason']],
  ['suppressions', ['domain', 'reason']],
  ['contacts', ['address']],
] as const)('%s with %o have what they need', ([kind, header]) => {
  expect(matchImportHeader(kind, header).size).toBe(header.length);
});

test('a column that stands there twice is refused', () => {
  const twice = ['email', 'address', 'reason'];
  expect(() => matchImportHeader('suppressions', twice)).toThrow(
    expect.objectContaining({ code: 'invalid-value' }),
  );
});
