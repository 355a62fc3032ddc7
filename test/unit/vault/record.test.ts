// Single values come back in their place, and short ones are of one length.
import { expect, it } from 'vitest';
import { createDataKey } from '../../../src/vault/data-key.ts';
import { openRecord, sealRecord } from '../../../src/vault/record.ts';
import { codeOf } from './error-code.ts';

const dataKey = createDataKey();
const identity = { table: 'domains', column: 'sealed', rowId: '9', rowVersion: 2 };

it('a record comes back as bytes, a text as UTF-8', () => {
  expect(openRecord(dataKey, identity, sealRecord(dataKey, identity, 'klinik-süd.example')).toString()).toBe(
    'klinik-süd.example',
  );
  const bytes = Buffer.from([0, 1, 255, 0]);
  expect(openRecord(dataKey, identity, sealRecord(dataKey, identity, bytes)).equals(bytes)).toBe(true);
});

it('an empty record is a value and comes back empty', () => {
  expect(openRecord(dataKey, identity, sealRecord(dataKey, identity, ''))).toHaveLength(0);
});

it('short records are all of one length', () => {
  const lengths = ['', 'a.de', 'a-long-name-of-a-hospital.example', 'x'.repeat(60)].map(
    (value) => sealRecord(dataKey, identity, value).length,
  );
  expect(new Set(lengths).size).toBe(1);
});

it('an older version put back fails closed', () => {
  const older = sealRecord(dataKey, { ...identity, rowVersion: 1 }, 'old.example');
  expect(codeOf(() => openRecord(dataKey, identity, older))).toBe('fail-closed');
});
