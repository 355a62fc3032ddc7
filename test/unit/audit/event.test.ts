// Audit events: flat canonical details.
import { expect, it } from 'vitest';
import { auditEvent } from '../../../src/audit/event.ts';

it('writes details in one form, whatever their order', () => {
  const one = auditEvent('list.received', 'lst_1', { rows: 2, chunks: 1 });
  const other = auditEvent('list.received', 'lst_1', { chunks: 1, rows: 2 });
  expect(one).toEqual(other);
  expect(one.details).toBe('{"chunks":1,"rows":2}');
});

it('has empty details where there is nothing to say', () => {
  expect(auditEvent('consent.add', null)).toEqual({ act: 'consent.add', object: null, details: '{}' });
});
