// The local name server, asked by Node's own resolver.
import { Resolver } from 'node:dns/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NameServer, startNameServer } from '../../../src/lookup/name-server.ts';
import { parseZone } from '../../../src/lookup/zone.ts';

const MANY = Array.from({ length: 200 }, (_, n) => `many.example. MX ${n} mx${n}.a-long-host-name.example.`);
const ZONE = `
a.example.     MX 10 mx.a.example.
a.example.     A 198.41.0.4
a.example.     AAAA 2620:fe::fe
alias.example. CNAME a.example.
dead.example.  CNAME absent.example.
loop.example.  CNAME loop.example.
fail.example.  FAIL servfail
no.example.    FAIL refused
${MANY.join('\n')}
`;

let server: NameServer;
let resolver: Resolver;
beforeAll(async () => {
  server = await startNameServer(parseZone(ZONE));
  resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([`${server.host}:${server.port}`]);
});
afterAll(() => server.stop());

test('answers what the zone holds, through aliases', async () => {
  expect(await resolver.resolveMx('a.example')).toMatchObject([{ priority: 10, exchange: 'mx.a.example' }]);
  expect(await resolver.resolve4('ALIAS.example')).toEqual(['198.41.0.4']);
  expect(await resolver.resolve6('a.example')).toEqual(['2620:fe::fe']);
});

test('answers over TCP what does not fit into UDP', async () => {
  expect(await resolver.resolveMx('many.example')).toHaveLength(200);
});

test.each([
  ['absent.example', 'ENOTFOUND'],
  ['dead.example', 'ENOTFOUND'],
  ['mx.a.example', 'ENOTFOUND'],
  ['loop.example', 'ESERVFAIL'],
  ['fail.example', 'ESERVFAIL'],
  ['no.example', 'EREFUSED'],
])('%s is %s', async (name, code) => {
  await expect(resolver.resolve4(name)).rejects.toMatchObject({ code });
});

test('a type that is absent is NODATA', async () => {
  await expect(resolver.resolveTxt('a.example')).rejects.toMatchObject({ code: 'ENODATA' });
});

test('keeps no question unless told to', () => {
  expect(server.queries).toEqual([]);
});

test('a port that is taken is dns-unavailable', async () => {
  await expect(startNameServer(parseZone(''), { port: server.port })).rejects.toMatchObject({
    code: 'dns-unavailable',
  });
});
