// The resolver against NSD, a name server that others wrote: what good zones say, over UDP, TCP and IPv6.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookupDomainFacts } from '../../src/lookup/mail-route.ts';
import type { Reply } from '../../src/lookup/packet.ts';
import { type ClosableResolver, createResolver } from '../../src/lookup/resolver.ts';
import type { Silence } from '../../src/lookup/transport.ts';
import { openUdpSocket } from '../../src/lookup/udp-socket.ts';
import { readMailRoute } from '../../src/score/mail-route.ts';
import { type Nsd, startNsd } from '../support/nsd.ts';

const ORIGIN = 'zone.test';
const FEW = 3;
const SOME = 50;
const MANY = 300;
const exchangesOf = (owner: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${owner} MX ${n} mx${n}.hosts`).join('\n');
const ZONE = `
$ORIGIN ${ORIGIN}.
$TTL 600
@ SOA ns hostmaster 1 3600 600 86400 900
@ NS ns
ns A 198.41.0.4
${exchangesOf('few', FEW)}
${exchangesOf('some', SOME)}
${exchangesOf('many', MANY)}
*.hosts A 198.41.0.4
four A 198.41.0.4
six AAAA 2620:fe::fe
null MX 0 .
null A 198.41.0.4
text TXT "no mail"
alias CNAME few
long CNAME alias
lost CNAME nowhere
away CNAME few.elsewhere.test.
tree DNAME branch
few.branch MX 10 mx0.hosts
*.wild MX 10 mx0.hosts
dead MX 10 nowhere
private MX 10 inside
inside A 10.1.2.3
child NS ns.elsewhere.test.
`;

let server: Nsd;
let resolver: ClosableResolver;
beforeAll(async () => {
  server = await startNsd(ORIGIN, ZONE);
  resolver = createResolver({ servers: [{ host: '127.0.0.1', port: server.port }] });
});
afterAll(async () => {
  resolver.close();
  await server.stop();
});

const { signal } = new AbortController();
const cases: readonly [name: string, reason: string, facts: object][] = [
  ['few', 'mx', { dns: 'ok', mail: 'mx', reachability: 'reachable', ttlSeconds: 600 }],
  [
    'four',
    'implicit-mx',
    { mail: 'implicit-mx', mxRecords: [{ preference: 0, exchange: 'four.zone.test' }] },
  ],
  ['six', 'implicit-mx', { mail: 'implicit-mx', reachability: 'reachable' }],
  ['null', 'null-mx', { dns: 'ok', mail: 'null-mx', mxRecords: [] }],
  ['text', 'no-mail-host', { dns: 'nodata', mail: 'none', ttlSeconds: 600 }],
  ['hosts', 'no-mail-host', { dns: 'nodata', mail: 'none' }],
  ['absent', 'nxdomain', { dns: 'nxdomain', mail: 'none', ttlSeconds: 600 }],
  ['alias', 'mx', { mail: 'mx', reachability: 'reachable' }],
  ['long', 'mx', { mail: 'mx', reachability: 'reachable' }],
  ['lost', 'nxdomain', { dns: 'nxdomain' }],
  ['away', 'dns-refused', { dns: 'refused', mail: 'unknown' }],
  ['few.tree', 'mx', { mail: 'mx', reachability: 'reachable' }],
  ['any.wild', 'mx', { mail: 'mx' }],
  ['dead', 'unreachable-mail-host', { mail: 'mx', reachability: 'no-address' }],
  ['private', 'unreachable-mail-host', { mail: 'mx', reachability: 'non-public' }],
  ['child', 'dns-servfail', { dns: 'servfail', mail: 'unknown' }],
];

describe('a zone of NSD', () => {
  test.each(cases)('%s is %s', async (name, reason, facts) => {
    const found = await lookupDomainFacts(`${name}.${ORIGIN}`, resolver, signal);
    expect(found).toMatchObject(facts);
    expect(readMailRoute(found).reason).toBe(reason);
  });

  test.each([
    ['few', FEW],
    ['some', SOME],
    ['many', MANY],
  ])('all exchanges of %s arrive: %i', async (name, count) => {
    const { mxRecords } = await lookupDomainFacts(`${name}.${ORIGIN}`, resolver, signal);
    expect(mxRecords.map(({ preference }) => preference)).toEqual(Array.from({ length: count }, (_, n) => n));
  });

  test('a zone that the server does not have is refused, which turns nobody away', async () => {
    expect(await resolver.resolve('elsewhere.test', 'MX', signal)).toEqual({ outcome: 'refused' });
  });

  test('over IPv6 it answers the same, UDP and TCP', async () => {
    const overIpv6 = createResolver({ servers: [{ host: '::1', port: server.port }] });
    for (const name of ['few', 'many']) {
      const { mxRecords } = await lookupDomainFacts(`${name}.${ORIGIN}`, overIpv6, signal);
      expect(mxRecords).toHaveLength(name === 'few' ? FEW : MANY);
    }
    overIpv6.close();
  });

  test('1,000 questions at once are answered, each its own', async () => {
    const names = Array.from({ length: 1_000 }, (_, n) => `mx${n}.hosts.${ORIGIN}`);
    const answers = await Promise.all(names.map((name) => resolver.resolve(name, 'A', signal)));
    expect(answers.filter(({ outcome }) => outcome !== 'answer')).toEqual([]);
  });
});

describe('EDNS (RFC 6891)', () => {
  const lengths: readonly [name: string, edns: boolean, isWhole: boolean][] = [
    ['few', true, true],
    ['few', false, true],
    ['some', true, true],
    ['some', false, false],
    ['many', true, false],
  ];

  test.each(lengths)('%s with EDNS %s comes whole over UDP: %s', async (name, edns, isWhole) => {
    const socket = openUdpSocket({ host: '127.0.0.1', port: server.port });
    const question = { name: `${name}.${ORIGIN}`, type: 'MX', edns } as const;
    const reply: Reply | Silence = await socket.exchange(question, 5_000, signal);
    socket.close();
    expect(typeof reply === 'object').toBe(isWhole);
    if (!isWhole) expect(reply).toBe('cut-short');
  });
});
