// Name servers from the setting or the machine, and never from anywhere else.
import { describe, expect, test } from 'vitest';
import { SluiceError } from '../../../src/errors.ts';
import { nameServers, publicNameServers } from '../../../src/lookup/servers.ts';

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
    'https://dns',
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

test('well-known public resolvers are pointed out', () => {
  const servers = nameServers('10.0.0.53,8.8.8.8,[2620:FE::FE]:53', '');
  expect(publicNameServers(servers).map(({ host }) => host)).toEqual(['8.8.8.8', '2620:FE::FE']);
});
