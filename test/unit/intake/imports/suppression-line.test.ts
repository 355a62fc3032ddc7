// Lines of a suppression import.
import { expect, test } from 'vitest';
import type { RejectionCode } from '../../../../src/intake/imports/rejection.ts';
import { parseScope, parseSuppressionLine } from '../../../../src/intake/imports/suppression-line.ts';
import {
  SUPPRESSION_REASONS,
  type SuppressionReason,
  type SuppressionRecord,
} from '../../../../src/model/suppression.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const parse = (cells: Record<string, string>, timeZone = 'UTC') =>
  parseSuppressionLine(new Map(Object.entries(cells)), { now: NOW, timeZone });

const ANN = { address: 'ann@example.com', reason: 'unsubscribe' };
const MD5 = '23463B99B62A72F26ED677CC556C44E8';
const SHA256 = 'a'.repeat(64);

test('an address and a reason are enough', () => {
  expect(parse(ANN)).toEqual({
    match: { by: 'address', text: 'ann@example.com' },
    reason: 'unsubscribe',
    scope: 'marketing',
    expiresAt: null,
    receivedAt: null,
  });
});

test('all columns are read', () => {
  const cells = {
    ...ANN,
    scope: 'list:Lst_42',
    expires_at: '2026-12-31',
    received_at: '2026-11-20T10:00:00+01:00',
  };
  expect(parse(cells)).toMatchObject({
    scope: 'list:Lst_42',
    expiresAt: new Date('2027-01-01T00:00:00Z'),
    receivedAt: new Date('2026-11-20T09:00:00Z'),
  });
});

const MATCHES: [Record<string, string>, SuppressionRecord['match']][] = [
  [{ domain: 'example.com' }, { by: 'domain', text: 'example.com' }],
  [{ domain: '@example.com' }, { by: 'domain', text: 'example.com' }],
  [{ address: '@example.com' }, { by: 'domain', text: 'example.com' }],
  [{ hash: MD5 }, { by: 'hash', algorithm: 'md5', hex: MD5.toLowerCase() }],
  [{ hash: SHA256 }, { by: 'hash', algorithm: 'sha256', hex: SHA256 }],
  [{ address: SHA256 }, { by: 'hash', algorithm: 'sha256', hex: SHA256 }],
];
test.for(MATCHES)('%o is a match by %o', ([cells, match]) => {
  expect(parse({ ...cells, reason: 'manual' })).toMatchObject({ match, scope: 'all' });
});

const OF_MARKETING: SuppressionReason[] = [
  'unsubscribe',
  'authorization_revoked',
  'unengaged_sunset',
  'fundraising_optout',
  'minor',
];
test.for(SUPPRESSION_REASONS)('%s without a scope takes its default', (reason) => {
  const scope = OF_MARKETING.includes(reason) ? 'marketing' : 'all';
  expect(parse({ ...ANN, reason: reason.toUpperCase() })).toMatchObject({ reason, scope });
});

test.for([
  ['ALL', 'all'],
  ['transactional', 'transactional'],
  ['sender:aB-9', 'sender:aB-9'],
  ['List:x', 'list:x'],
  ['list:', null],
  ['list:a b', null],
  ['everything', null],
])('the scope %s is read as %s', ([text, scope]) => {
  expect(parseScope(text ?? '')).toBe(scope);
});

const REJECTED: [RejectionCode, Record<string, string>][] = [
  ['match-missing', { address: ' ' }],
  ['match-ambiguous', { domain: 'example.com' }],
  ['match-ambiguous', { hash: MD5 }],
  ['hash-invalid', { address: '', hash: 'b'.repeat(40) }],
  ['value-missing', { reason: '' }],
  ['reason-unknown', { reason: 'unsubscribed' }],
  ['reason-without-effect', { reason: 'sender_block' }],
  ['reason-without-effect', { reason: 'content' }],
  ['scope-unknown', { scope: 'global' }],
  ['time-invalid', { expires_at: 'tomorrow' }],
  ['time-invalid', { received_at: '2026-11-20T10:00' }],
  ['time-in-future', { received_at: '2026-11-21T12:00:00.001Z' }],
  ['time-in-future', { received_at: '2026-11-22' }],
];
test.for(REJECTED)('%s: %o', ([code, cells]) => {
  expect(parse({ ...ANN, ...cells })).toMatchObject({ code });
});

test('a refusal repeats nothing from the line', () => {
  const secret = 'ann.secret@example.com';
  for (const column of ['hash', 'reason', 'scope', 'expires_at', 'received_at']) {
    expect(JSON.stringify(parse({ ...ANN, address: '', [column]: secret }))).not.toContain('secret');
  }
});

test.for([
  ['2026-11-20', '2026-11-21T00:00:00.000Z'],
  ['2026-11-21', '2026-11-21T12:00:00.000Z'],
  ['2026-11-21T12:00:00Z', '2026-11-21T12:00:00.000Z'],
])('received at %s is read as late as it may have been', ([text, instant]) => {
  expect(parse({ ...ANN, received_at: text ?? '' })).toMatchObject({ receivedAt: new Date(instant ?? '') });
});
