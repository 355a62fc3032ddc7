// RFC 5321 4.5.3.1, RFC 3696 erratum 1690, RFC 1035 2.3.4: the last length that fits and the first that does not.

import { describe, expect, it } from 'vitest';
import type { SyntaxReason } from '../../src/model/mailbox.ts';
import { parseAddress } from '../../src/parse/address.ts';

/** A domain of `count` characters whose labels are at most 63 long. */
function domainOf(count: number): string {
  const labels = [];
  for (let left = count - 4; left > 0; left -= 64) labels.push('m'.repeat(Math.min(left, 63)));
  return `${labels.join('.')}.com`;
}

const FITTING: readonly (readonly [what: string, address: string])[] = [
  ['a local part of 64 octets', `${'k'.repeat(64)}@kelp.com`],
  ['a local part of 32 two-octet letters', `${'ж'.repeat(32)}@kelp.com`],
  ['64 octets once composed', `${'e\u0301'.repeat(32)}@kelp.com`],
  ['a quoted local part of 64 octets', `"${'k'.repeat(62)}"@kelp.com`],
  ['a label of 63 octets', `a@${'w'.repeat(63)}.com`],
  ['a U-label whose A-label has 63 octets', `a@${'ü'.repeat(57)}.com`],
  ['a domain of 252 octets', `a@${domainOf(252)}`],
  ['an address of 254 octets', `${'k'.repeat(64)}@${domainOf(189)}`],
];

const TOO_LONG: readonly (readonly [what: string, address: string, reason: SyntaxReason])[] = [
  ['a local part of 65 octets', `${'k'.repeat(65)}@kelp.com`, 'local-too-long'],
  ['a local part of 33 two-octet letters', `${'ж'.repeat(33)}@kelp.com`, 'local-too-long'],
  ['a quoted local part of 65 octets', `"${'k'.repeat(63)}"@kelp.com`, 'local-too-long'],
  ['a label of 64 octets', `a@${'w'.repeat(64)}.com`, 'label-too-long'],
  ['a top-level label of 64 octets', `a@kelp.${'w'.repeat(64)}`, 'label-too-long'],
  ['a U-label whose A-label has 64 octets', `a@${'ü'.repeat(58)}.com`, 'label-too-long'],
  ['a domain of 254 octets', `a@${domainOf(254)}`, 'domain-too-long'],
  ['an address of 255 octets', `${'k'.repeat(64)}@${domainOf(190)}`, 'too-long'],
  ['an address of 255 octets with the longest domain', `a@${domainOf(253)}`, 'too-long'],
  ['321 octets of anything', '@'.repeat(321), 'too-long'],
  ['107 characters of three octets', 'メ'.repeat(107), 'too-long'],
];

describe('the octet limits', () => {
  it.each(FITTING)('let through %s', (_what, address) => {
    expect(parseAddress(address).valid).toBe(true);
  });

  it.each(TOO_LONG)('stop %s', (_what, address, reason) => {
    expect(parseAddress(address)).toEqual({ valid: false, reason });
  });

  it('read 320 octets of anything, and say what else is wrong', () => {
    expect(parseAddress('@'.repeat(320))).toEqual({ valid: false, reason: 'local-too-long' });
  });
});
