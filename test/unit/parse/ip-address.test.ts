// IP addresses as text and number, with the URL parser of the runtime as the reference.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIpv6, parseIpv4, parseIpv6 } from '../../../src/parse/ip-address.ts';

/** The WHATWG serialiser follows RFC 5952 but for the dotted quad of mapped addresses. */
function referenceText(ip: string): string {
  return new URL(`http://[${ip}]`).hostname.slice(1, -1);
}

describe('IPv6 text', () => {
  const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), {
    minLength: 8,
    maxLength: 8,
  });

  it('is canonical for any eight groups, and reads back as the same groups', () => {
    fc.assert(
      fc.property(groups, (given) => {
        const text = formatIpv6(given);
        expect(parseIpv6(text)).toEqual(given);
        if (!text.startsWith('::ffff:')) expect(text).toBe(referenceText(text));
      }),
    );
  });

  it('is read from hexadecimal groups in full', () => {
    fc.assert(
      fc.property(groups, (given) => {
        const full = given.map((group) => group.toString(16).padStart(4, '0').toUpperCase()).join(':');
        expect(parseIpv6(full)).toEqual(given);
      }),
    );
  });
});

describe('IPv4 text', () => {
  it('is four decimal octets without leading zeros', () => {
    expect(parseIpv4('192.0.2.1')).toEqual([192, 0, 2, 1]);
    for (const text of [
      '192.0.2',
      '192.0.2.256',
      '192.0.2.01',
      '0x1.0.0.1',
      '1e1.0.0.1',
      '1.2.3.4.',
      '١.0.2.1',
    ]) {
      expect(parseIpv4(text)).toBeNull();
    }
  });
});
