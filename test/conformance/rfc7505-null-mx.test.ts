// RFC 7505: a null MX says that a domain takes no mail; nothing else does.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookupDomainFacts } from '../../src/lookup/mail-route.ts';
import { type NameServer, startNameServer } from '../../src/lookup/name-server.ts';
import { type ClosableResolver, createResolver } from '../../src/lookup/resolver.ts';
import { parseZone } from '../../src/lookup/zone.ts';

const ZONE = `
null.example.          MX 0 .
null-with-a.example.   MX 0 .
null-with-a.example.   A 198.41.0.4
ten.example.           MX 10 .
ten.example.           A 198.41.0.4
beside.example.        MX 0 .
beside.example.        MX 10 mx.example.
alias.example.         CNAME null.example.
mx.example.            A 198.41.0.4
beside-null.example.   MX 0 .
beside-null.example.   MX 5 .
beside-null.example.   A 198.41.0.4
beside-dead.example.   MX 0 .
beside-dead.example.   MX 10 gone.example.
`;

let server: NameServer;
let resolver: ClosableResolver;
beforeAll(async () => {
  server = await startNameServer(parseZone(ZONE), { recordQueries: true });
  resolver = createResolver({ servers: [server] });
});
afterAll(async () => {
  resolver.close();
  await server.stop();
});

const cases: readonly [rule: string, domain: string, facts: object][] = [
  [
    'section 3: a single MX of preference 0 and a zero-length label is null-mx',
    'null.example',
    { dns: 'ok', mail: 'null-mx', mxRecords: [], reachability: 'no-address' },
  ],
  [
    'section 3: a null MX wins over the addresses of the domain',
    'null-with-a.example',
    { mail: 'null-mx', reachability: 'no-address' },
  ],
  [
    'section 3: another preference is no null MX, but a mail host that cannot be reached',
    'ten.example',
    { mail: 'mx', mxRecords: [], reachability: 'no-address' },
  ],
  [
    'section 3: beside other MX records the root is no mail host and the others count',
    'beside.example',
    { mail: 'mx', mxRecords: [{ preference: 10, exchange: 'mx.example' }], reachability: 'reachable' },
  ],
  [
    'section 3: several records of the root are no null MX, and no mail host either',
    'beside-null.example',
    { mail: 'mx', mxRecords: [], reachability: 'no-address' },
  ],
  [
    'section 3: beside a host that does not exist nothing is left to send to',
    'beside-dead.example',
    { mail: 'mx', reachability: 'no-address' },
  ],
  ['an alias of a domain with a null MX is null-mx too', 'alias.example', { mail: 'null-mx' }],
];

describe('RFC 7505', () => {
  test.each(cases)('%s', async (_rule, domain, facts) => {
    const found = await lookupDomainFacts(domain, resolver, new AbortController().signal);
    expect(found).toMatchObject(facts);
  });

  test('section 4.2: no address is asked for after a null MX', async () => {
    const before = server.queries.length;
    await lookupDomainFacts('null-with-a.example', resolver, new AbortController().signal);
    expect(server.queries.slice(before).map(({ type }) => type)).toEqual(['MX']);
  });
});
