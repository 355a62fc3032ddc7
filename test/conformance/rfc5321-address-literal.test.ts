// RFC 5321 4.1.3 with RFC 5952 and RFC 6890: address literals, their canonical text, and which are public.

import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/parse/address.ts';

const VALID: readonly (readonly [literal: string, canonical: string])[] = [
  ['[192.0.2.1]', '[192.0.2.1]'],
  ['[0.0.0.0]', '[0.0.0.0]'],
  ['[255.255.255.255]', '[255.255.255.255]'],
  ['[IPv6:2001:db8::1]', '[IPv6:2001:db8::1]'],
  ['[ipV6:2001:DB8::1]', '[IPv6:2001:db8::1]'],
  ['[IPv6:1:2:3:4:5:6:7:8]', '[IPv6:1:2:3:4:5:6:7:8]'],
  ['[IPv6:0001:02:003:4:5:6:7:8]', '[IPv6:1:2:3:4:5:6:7:8]'],
  ['[IPv6:2001:db8:0:0:1:0:0:1]', '[IPv6:2001:db8::1:0:0:1]'],
  ['[IPv6:2001:0:0:1:0:0:0:1]', '[IPv6:2001:0:0:1::1]'],
  ['[IPv6:2001:db8:0:1:1:1:1:1]', '[IPv6:2001:db8:0:1:1:1:1:1]'],
  ['[IPv6:10:0:0:10:1:1:1:1]', '[IPv6:10::10:1:1:1:1]'],
  ['[IPv6:1:2:3:4:5:6::]', '[IPv6:1:2:3:4:5:6::]'],
  ['[IPv6:::3:4:5:6:7:8]', '[IPv6:::3:4:5:6:7:8]'],
  ['[IPv6:::]', '[IPv6:::]'],
  ['[IPv6:0:0:0:0:0:0:0:0]', '[IPv6:::]'],
  ['[IPv6:::ffff:192.0.2.1]', '[IPv6:::ffff:192.0.2.1]'],
  ['[IPv6:::FFFF:c000:201]', '[IPv6:::ffff:192.0.2.1]'],
  ['[IPv6:1:2:3:4:5:6:192.0.2.1]', '[IPv6:1:2:3:4:5:6:c000:201]'],
  ['[IPv6:1:2::192.0.2.1]', '[IPv6:1:2::c000:201]'],
];

const MALFORMED: readonly string[] = [
  '[]',
  '[',
  '[192.0.2.1',
  '[192.0.2.1]]',
  '[192.0.2]',
  '[192.0.2.1.5]',
  '[192.0.2.256]',
  '[192.0.2.01]',
  '[192.0.2.-1]',
  '[192.0.2.1 ]',
  '[2001:db8::1]',
  '[IPv6:]',
  '[IPv6:2001:db8:::1]',
  '[IPv6:1::2::3]',
  '[IPv6:1::2:]',
  '[IPv6::1::2]',
  '[IPv6:1:2:3:4:5:6:7]',
  '[IPv6:1:2:3:4:5:6:7:8:9]',
  '[IPv6:1:2:3:4:5:6:7::]',
  '[IPv6:1:2:3::4:5:6:7]',
  '[IPv6:12345::1]',
  '[IPv6:g::1]',
  '[IPv6:fe80::1%eth0]',
  '[IPv6:1:2:3:4:5:6:7:192.0.2.1]',
  '[IPv6:1:2:3::4:5:192.0.2.1]',
  '[IPv6:192.0.2.1::]',
  '[IPv6:::192.0.2.01]',
  '[x-tag:hello]',
  '[IPv4:192.0.2.1]',
  '[kelp.com]',
];

const PUBLIC: readonly string[] = [
  '[8.8.8.8]',
  '[9.255.255.255]',
  '[100.128.0.1]',
  '[172.32.0.1]',
  '[223.255.255.255]',
  '[IPv6:2606:4700::1111]',
  '[IPv6:2001:200::1]',
  '[IPv6:3fff:1000::1]',
];

const NOT_PUBLIC: readonly string[] = [
  '[0.1.2.3]',
  '[10.0.0.1]',
  '[100.64.0.1]',
  '[127.0.0.1]',
  '[169.254.169.254]',
  '[172.31.255.255]',
  '[192.0.0.8]',
  '[192.0.2.1]',
  '[192.88.99.1]',
  '[192.168.1.1]',
  '[198.19.255.255]',
  '[198.51.100.7]',
  '[203.0.113.9]',
  '[224.0.0.1]',
  '[255.255.255.255]',
  '[IPv6:::1]',
  '[IPv6:::]',
  '[IPv6:::ffff:8.8.8.8]',
  '[IPv6:fe80::1]',
  '[IPv6:fd00::1]',
  '[IPv6:ff02::1]',
  '[IPv6:2001:db8::1]',
  '[IPv6:2001:0:1::1]',
  '[IPv6:2002:a00:1::1]',
  '[IPv6:3fff:fff::1]',
];

describe('an address literal', () => {
  it.each(VALID)('%s reads %s', (literal, canonical) => {
    const outcome = parseAddress(`noc@${literal}`);
    expect(outcome.valid && outcome.mailbox.domain).toBe(canonical);
    expect(outcome.valid && outcome.flags).toContain('address-literal');
    expect(outcome.valid && outcome.mailbox.domainKind).toBe(
      canonical.startsWith('[IPv6:') ? 'ipv6-literal' : 'ipv4-literal',
    );
  });

  it.each(MALFORMED)('%s is refused', (literal) => {
    expect(parseAddress(`noc@${literal}`)).toEqual({ valid: false, reason: 'literal-malformed' });
  });

  it.each(PUBLIC)('%s is public', (literal) => {
    expect(parseAddress(`noc@${literal}`)).toMatchObject({ valid: true, flags: ['address-literal'] });
  });

  it.each(NOT_PUBLIC)('%s is not public', (literal) => {
    expect(parseAddress(`noc@${literal}`)).toMatchObject({
      valid: true,
      flags: ['address-literal', 'non-public-ip'],
    });
  });
});
