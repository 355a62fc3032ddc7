// RFC 5321 section 5.1: where mail for a domain goes, and how sure that is.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookupDomainFacts } from '../../src/lookup/mail-route.ts';
import { type NameServer, startNameServer } from '../../src/lookup/name-server.ts';
import { type ClosableResolver, createResolver } from '../../src/lookup/resolver.ts';
import { parseZone } from '../../src/lookup/zone.ts';
import type { DnsAnswer, RecordType, Resolver } from '../../src/model/dns-answer.ts';

const ZONE = `
two.example.          MX 20 mx2.host.example.
two.example.          MX 10 MX1.Host.example.
two.example.          MX 10 mx0.host.example.
twice.example.        MX 20 mx1.host.example.
twice.example.        MX 10 mx1.host.example.
alias.example.        CNAME two.example.
implicit.example.     A 198.41.0.4
implicit6.example.    AAAA 2620:fe::fe
implicit-alias.example. CNAME implicit.example.
private.example.      A 10.1.2.3
empty.example.        SOA 300
dead-mx.example.      MX 10 gone.host.example.
dead-mx.example.      A 198.41.0.4
no-address.example.   MX 10 empty.host.example.
loopback.example.     MX 10 loopback.host.example.
localhost.example.    MX 10 localhost.
six.example.          MX 10 v6.host.example.
second.example.       MX 10 gone.host.example.
second.example.       MX 20 mx1.host.example.
literal.example.      MX 10 198.41.0.4.
literal.example.      A 198.41.0.4
half.example.         MX 10 loopback.host.example.
half.example.         MX 20 broken.host.example.
rescued.example.      MX 10 broken.host.example.
rescued.example.      MX 20 mx1.host.example.
broken-mx.example.    MX 10 broken.host.example.
servfail.example.     FAIL servfail
refused.example.      FAIL refused
timeout.example.      FAIL timeout
self.example.         MX 10 self.example.
self.example.         A 198.41.0.4
to-alias.example.     MX 10 alias.host.example.
alias.host.example.   CNAME mx1.host.example.
to-lost.example.      MX 10 lost.host.example.
lost.host.example.    CNAME gone.host.example.
lost.example.         CNAME absent.example.
chain.example.        CNAME alias.example.
loop.example.         CNAME pool.example.
pool.example.         CNAME loop.example.
zero.example.         MX 0 mx1.host.example.
zero.example.         MX 65535 mx2.host.example.
mx0.host.example.     A 198.41.0.4
mx1.host.example.     A 198.41.0.5
mx2.host.example.     A 198.41.0.6
empty.host.example.   SOA 300
loopback.host.example. A 127.0.0.1
loopback.host.example. AAAA ::1
v6.host.example.      A 192.168.0.1
v6.host.example.      AAAA 2620:fe::fe
broken.host.example.  FAIL servfail
many.example.         MX 1 gone1.host.example.
many.example.         MX 2 gone2.host.example.
many.example.         MX 3 gone3.host.example.
many.example.         MX 4 gone4.host.example.
many.example.         MX 5 gone5.host.example.
many.example.         MX 6 gone6.host.example.
many.example.         MX 7 mx1.host.example.
`;

let server: NameServer;
let resolver: ClosableResolver;
beforeAll(async () => {
  server = await startNameServer(parseZone(ZONE), { recordQueries: true });
  resolver = createResolver({ servers: [server], patienceMs: [60, 60] });
});
afterAll(async () => {
  resolver.close();
  await server.stop();
});

const ADDRESS: DnsAnswer = {
  outcome: 'answer',
  records: [{ type: 'A', address: '198.41.0.4', ttlSeconds: 600 }],
};

const hosts = (...exchanges: [preference: number, exchange: string][]) =>
  exchanges.map(([preference, exchange]) => ({ preference, exchange }));

const cases: readonly [outcome: string, domain: string, facts: object][] = [
  [
    'MX records are sorted by preference, then name, in lower case',
    'two.example',
    {
      dns: 'ok',
      mail: 'mx',
      mxRecords: hosts([10, 'mx0.host.example'], [10, 'mx1.host.example'], [20, 'mx2.host.example']),
      reachability: 'reachable',
    },
  ],
  [
    'a host named twice keeps its best preference',
    'twice.example',
    { mxRecords: hosts([10, 'mx1.host.example']) },
  ],
  [
    'an alias is processed as if its target were the name',
    'alias.example',
    { mail: 'mx', reachability: 'reachable' },
  ],
  ['so is an alias of an alias', 'chain.example', { mail: 'mx', reachability: 'reachable' }],
  [
    'a target that does not exist is no route',
    'lost.example',
    { dns: 'nxdomain', mail: 'none', reachability: 'no-address' },
  ],
  ['aliases in a circle are unknown', 'loop.example', { dns: 'servfail', mail: 'unknown' }],
  ['a domain may be its own mail host', 'self.example', { mail: 'mx', reachability: 'reachable' }],
  [
    'every preference of 16 bits counts, 0 among them',
    'zero.example',
    { mail: 'mx', mxRecords: hosts([0, 'mx1.host.example'], [65_535, 'mx2.host.example']) },
  ],
  ['a mail host that is an alias is followed', 'to-alias.example', { reachability: 'reachable' }],
  [
    'a mail host that is an alias of nothing is no-address',
    'to-lost.example',
    { mail: 'mx', reachability: 'no-address' },
  ],
  [
    'without MX records the address of the domain is an implicit MX of preference 0',
    'implicit.example',
    { dns: 'ok', mail: 'implicit-mx', mxRecords: hosts([0, 'implicit.example']), reachability: 'reachable' },
  ],
  [
    'an AAAA record alone is an implicit MX',
    'implicit6.example',
    { mail: 'implicit-mx', reachability: 'reachable' },
  ],
  [
    'an alias of a domain with an address is an implicit MX',
    'implicit-alias.example',
    { mail: 'implicit-mx' },
  ],
  [
    'an implicit MX may be unreachable',
    'private.example',
    { mail: 'implicit-mx', reachability: 'non-public' },
  ],
  [
    'neither MX nor address is no route',
    'empty.example',
    { dns: 'nodata', mail: 'none', mxRecords: [], reachability: 'no-address' },
  ],
  ['a name that does not exist is no route', 'absent.example', { dns: 'nxdomain', mail: 'none' }],
  [
    'MX records of which none resolves never fall back to the address of the domain',
    'dead-mx.example',
    { dns: 'ok', mail: 'mx', reachability: 'no-address' },
  ],
  ['a host without addresses is no-address', 'no-address.example', { reachability: 'no-address' }],
  ['a host on loopback is non-public', 'loopback.example', { reachability: 'non-public' }],
  ['localhost is non-public', 'localhost.example', { reachability: 'non-public' }],
  ['a private A beside a public AAAA is reachable', 'six.example', { reachability: 'reachable' }],
  ['the next host is tried when the first does not resolve', 'second.example', { reachability: 'reachable' }],
  [
    'an IP literal as exchange is invalid and not replaced by the address of the domain',
    'literal.example',
    { mail: 'mx', mxRecords: [], reachability: 'no-address' },
  ],
  ['a failed host look-up makes unknown of non-public', 'half.example', { reachability: 'unknown' }],
  ['a failed host look-up does not harm a reachable host', 'rescued.example', { reachability: 'reachable' }],
  [
    'a failed host look-up is unknown, not no-address',
    'broken-mx.example',
    { dns: 'ok', mail: 'mx', reachability: 'unknown', ttlSeconds: 300 },
  ],
  [
    'SERVFAIL is unknown',
    'servfail.example',
    { dns: 'servfail', mail: 'unknown', reachability: 'unknown', ttlSeconds: 300 },
  ],
  ['REFUSED is unknown', 'refused.example', { dns: 'refused', mail: 'unknown', ttlSeconds: 300 }],
  ['silence is unknown', 'timeout.example', { dns: 'timeout', mail: 'unknown', ttlSeconds: 300 }],
  [
    'hosts beyond the sixth that were not asked for make unknown',
    'many.example',
    { mail: 'mx', reachability: 'unknown' },
  ],
];

describe('RFC 5321 5.1', () => {
  test.each(cases)('%s', async (_outcome, domain, facts) => {
    const found = await lookupDomainFacts(domain, resolver, new AbortController().signal);
    expect(found).toMatchObject(facts);
  });

  const failing: readonly [
    outcome: string,
    answers: Partial<Record<RecordType, DnsAnswer>>,
    facts: object,
  ][] = [
    [
      'an address never stands in for MX records that nobody could ask for',
      { MX: { outcome: 'servfail' }, A: ADDRESS },
      { dns: 'servfail', mail: 'unknown', mxRecords: [], reachability: 'unknown' },
    ],
    [
      'without MX records, an address look-up that failed is unknown and not "no route"',
      { A: { outcome: 'timeout' } },
      { dns: 'timeout', mail: 'unknown', reachability: 'unknown', ttlSeconds: 300 },
    ],
    [
      'the failure of one address family does not hide the other',
      { A: { outcome: 'servfail' }, AAAA: ADDRESS },
      { dns: 'ok', mail: 'implicit-mx', reachability: 'reachable' },
    ],
    [
      'no IPv4 address and an IPv6 look-up that failed is unknown',
      { AAAA: { outcome: 'refused' } },
      { dns: 'refused', mail: 'unknown', reachability: 'unknown' },
    ],
  ];
  test.each(failing)('%s', async (_outcome, answers, facts) => {
    const none: DnsAnswer = { outcome: 'nodata', negativeTtlSeconds: 600 };
    const given: Resolver = { resolve: (_name, type) => Promise.resolve(answers[type] ?? none) };
    const found = await lookupDomainFacts('an.example', given, new AbortController().signal);
    expect(found).toMatchObject(facts);
  });

  test('only the domain and the hosts up to the first reachable one are asked for', async () => {
    const before = server.queries.length;
    await lookupDomainFacts('second.example', resolver, new AbortController().signal);
    const asked = server.queries.slice(before).map(({ name, type }) => `${name.toLowerCase()} ${type}`);
    expect(asked).toEqual([
      'second.example MX',
      'gone.host.example A',
      'gone.host.example AAAA',
      'mx1.host.example A',
    ]);
  });
});
