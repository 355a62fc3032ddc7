// Name servers from the setting or the machine, and never from anywhere else.
import { describe, expect, test } from 'vitest';
import { SluiceError } from '../../../src/errors.ts';
import { asksStrangers, publicNameServers } from '../../../src/lookup/public-name-servers.ts';
import { nameServers } from '../../../src/lookup/servers.ts';

const RESOLV_CONF = `# made by hand
search clinic.example
nameserver 10.0.0.53
  nameserver   fe80::1%eth0
nameserver not-an-address
#nameserver 8.8.8.8
options edns0
`;

describe('the setting names the servers', () => {
  test.each([
    ['10.0.0.1:5353', [{ host: '10.0.0.1', port: 5353 }]],
    ['10.0.0.1', [{ host: '10.0.0.1', port: 53 }]],
    [
      ' 10.0.0.1 , 10.0.0.2:54 ',
      [
        { host: '10.0.0.1', port: 53 },
        { host: '10.0.0.2', port: 54 },
      ],
    ],
    ['[::1]:5353', [{ host: '::1', port: 5353 }]],
    ['[::1]', [{ host: '::1', port: 53 }]],
    ['fd00::53', [{ host: 'fd00::53', port: 53 }]],
    ['unbound:53', [{ host: 'unbound', port: 53 }]],
    ['localhost', [{ host: 'localhost', port: 53 }]],
    ['udp://10.0.0.1:5353', [{ host: '10.0.0.1', port: 5353 }]],
    ['UDP://[::1]', [{ host: '::1', port: 53 }]],
    ['https://dns.example/dns-query', [{ host: 'dns.example', port: 443, httpsPath: '/dns-query' }]],
    ['https://dns.example', [{ host: 'dns.example', port: 443, httpsPath: '/dns-query' }]],
    ['HTTPS://DNS.example:8443/a/b', [{ host: 'dns.example', port: 8443, httpsPath: '/a/b' }]],
    ['https://10.0.0.1/q', [{ host: '10.0.0.1', port: 443, httpsPath: '/q' }]],
    ['https://[FD00::53]:444/q', [{ host: 'fd00::53', port: 444, httpsPath: '/q' }]],
    [
      'https://10.0.0.1/q,10.0.0.2,udp://10.0.0.3:54',
      [
        { host: '10.0.0.1', port: 443, httpsPath: '/q' },
        { host: '10.0.0.2', port: 53 },
        { host: '10.0.0.3', port: 54 },
      ],
    ],
  ])('%s', (setting, servers) => {
    expect(nameServers(setting, RESOLV_CONF)).toEqual(servers);
  });

  test.each([
    '10.0.0.1:',
    '10.0.0.1:0',
    '10.0.0.1:65536',
    '10.0.0.1:x',
    '300.1.1.1',
    'a,,b',
    '[10.0.0.1]:53',
    '[::1',
    'a b',
    'http://dns.example/dns-query',
    'https:///',
    'https:dns.example',
    'https://dns.example:0/q',
    'https://dns.example:65536/q',
    'https://user@dns.example/q',
    'https://user:word@dns.example/q',
    'https://dns.example/q?dns=a',
    'https://dns.example/dns-query{?dns}',
    'https://dns.example/q#a',
    'https://a b/q',
    'udp://10.0.0.1/q',
    'tls://10.0.0.1',
    'udp://:53',
    '::1::2',
  ])('"%s" is refused without being repeated', (setting) => {
    expect.assertions(2);
    try {
      nameServers(setting, RESOLV_CONF);
    } catch (error) {
      expect(error).toMatchObject({ code: 'settings-invalid' });
      expect((error as SluiceError).message).not.toContain(setting);
    }
  });
});

describe('without a setting', () => {
  test.each([undefined, '', '  '])('the machine names them (%s)', (setting) => {
    expect(nameServers(setting, RESOLV_CONF)).toEqual([
      { host: '10.0.0.53', port: 53 },
      { host: 'fe80::1%eth0', port: 53 },
    ]);
  });

  test('no server at all is dns-unavailable, never a public default', () => {
    expect(() => nameServers(undefined, '# empty\n')).toThrow(SluiceError);
    expect(() => nameServers(undefined, '# empty\n')).toThrow(/^dns-unavailable/);
  });
});

describe('T40 · the servers that are asked learn who is on the list', () => {
  test.each([
    [undefined, 'nameserver 10.0.0.53\nnameserver 8.8.8.8\n', true],
    [' ', 'nameserver 2001:4860:4860:0::8888\n', true],
    [undefined, 'nameserver 10.0.0.53\n', false],
    [undefined, '', false],
    ['10.0.0.53', 'nameserver 8.8.8.8\n', false],
    ['8.8.8.8', 'nameserver 10.0.0.53\n', false],
  ])(
    'SLUICE_DNS=%s beside "%s": a public resolver that nobody named is asked: %s',
    (setting, text, outcome) => {
      expect(asksStrangers(setting, text)).toBe(outcome);
    },
  );

  test.each([
    '8.8.8.8',
    'udp://1.1.1.1:5353',
    '[2620:FE:0:0::FE]:53',
    'https://8.8.4.4/dns-query',
    'https://[2606:4700:4700::1111]/dns-query',
    'https://dns.google/dns-query',
    'https://DNS.Quad9.net./dns-query',
    'https://abc123.dns.nextdns.io',
    'cloudflare-dns.com',
  ])('%s is pointed out as a public resolver', (setting) => {
    expect(publicNameServers(nameServers(setting, ''))).toHaveLength(1);
  });

  test.each(['10.0.0.53', '[fd00::53]', 'unbound', 'https://dns.example/dns-query', 'notquad9.net'])(
    '%s is not',
    (setting) => {
      expect(publicNameServers(nameServers(setting, ''))).toEqual([]);
    },
  );
});
