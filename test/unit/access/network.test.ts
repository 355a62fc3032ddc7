// Where a call comes from: the socket, and X-Forwarded-For only as far as trusted proxies wrote it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { networkOfCall } from '../../../src/access/network.ts';
import { readConfig } from '../../../src/config.ts';

const trusting = (networks: string) => readConfig({ SLUICE_TRUSTED_PROXIES: networks }).trustedProxies;
const nobody = trusting('');
const proxies = trusting('10.0.0.0/8, 192.0.2.7, fd00::/8');

const networkOf = (socketAddress: string | undefined, forwardedFor?: string, trusted = nobody) =>
  networkOfCall({ socketAddress, forwardedFor }, trusted);

describe('a network', () => {
  it.each([
    ['198.51.100.7', '198.51.100.7'],
    ['::ffff:198.51.100.7', '198.51.100.7'],
    ['::ffff:c633:6407', '198.51.100.7'],
    ['2001:db8:1:23ff::1', '2001:db8:1:2300'],
    ['2001:db8:1:2300:ffff:ffff:ffff:ffff', '2001:db8:1:2300'],
    ['2001:db8:1:2400::1', '2001:db8:1:2400'],
    ['2001:0DB8:1::1', '2001:db8:1:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    [undefined, 'nowhere'],
    ['', 'nowhere'],
  ])('of %j is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('X-Forwarded-For', () => {
  it.each([
    ['one proxy', '10.1.2.3', '198.51.100.7', '198.51.100.7'],
    ['what the caller sent before it', '10.1.2.3', '203.0.113.9, 198.51.100.7', '198.51.100.7'],
    ['two proxies', '10.1.2.3', '203.0.113.9, 198.51.100.7, 192.0.2.7', '198.51.100.7'],
    ['proxies of both families', 'fd00::1', '198.51.100.7,::ffff:10.9.9.9', '198.51.100.7'],
    ['an IPv6 caller', '10.1.2.3', '2001:db8:1:2345::9', '2001:db8:1:2300'],
    ['a port behind the address', '10.1.2.3', '198.51.100.7:50123', '198.51.100.7'],
    ['brackets and a port', '10.1.2.3', '[2001:db8:1:2345::9]:443', '2001:db8:1:2300'],
    ['nothing but proxies', '10.1.2.3', '10.0.0.2, 192.0.2.7', '10.0.0.2'],
    ['no header', '10.1.2.3', undefined, '10.1.2.3'],
    ['an empty header', '10.1.2.3', '', '10.1.2.3'],
    ['a hop without an address', '10.1.2.3', '198.51.100.7, unknown', '10.1.2.3'],
    ['a hop with a name', '10.1.2.3', '198.51.100.7, evil.example', '10.1.2.3'],
    ['an empty hop', '10.1.2.3', '198.51.100.7,', '10.1.2.3'],
    ['a socket that is no proxy', '198.51.100.1', '203.0.113.9', '198.51.100.1'],
  ])('behind trusted proxies, with %s', (_, socket, header, network) => {
    expect(networkOf(socket, header, proxies)).toBe(network);
  });
});

describe('T23 · a caller who writes another X-Forwarded-For into every call', () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6());
  const anything = fc.oneof(
    fc
      .array(fc.oneof(address, fc.string({ maxLength: 12 })), { maxLength: 6 })
      .map((hops) => hops.join(', ')),
    fc.string({ maxLength: 60 }),
  );

  it('stays in the network of the socket where no proxy is trusted', () => {
    fc.assert(
      fc.property(address, anything, (socket, header) => {
        expect(networkOf(socket, header)).toBe(networkOf(socket));
      }),
    );
  });

  it('stays in the network that the trusted proxy saw', () => {
    fc.assert(
      fc.property(anything, (header) => {
        expect(networkOf('10.1.2.3', `${header}, 198.51.100.7`, proxies)).toBe('198.51.100.7');
      }),
    );
  });
});
