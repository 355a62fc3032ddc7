// Several name servers, some of them dead, refusing or on IPv6: the answer comes from one that has it.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { type ClosableResolver, createResolver } from '../../../src/lookup/resolver.ts';
import type { NameServerAddress } from '../../../src/lookup/servers.ts';
import { startFaultNameServer } from '../../support/fault-name-server.ts';
import type { Fault } from '../../support/fault-replies.ts';

const { signal } = new AbortController();
const NAME = 'any.example.test';
const started: { stop(): Promise<void> }[] = [];
const resolvers: ClosableResolver[] = [];

afterEach(async () => {
  for (const resolver of resolvers.splice(0)) resolver.close();
  for (const server of started.splice(0)) await server.stop();
});

async function serverThatIs(always: Fault, host = '127.0.0.1') {
  const server = await startFaultNameServer({ always, host });
  started.push(server);
  return server;
}

function resolverOf(
  servers: readonly NameServerAddress[],
  inFlightMax?: number,
  patience = 150,
): ClosableResolver {
  const resolver = createResolver({
    servers,
    patienceMs: [patience, patience, patience],
    ...(inFlightMax && { inFlightMax }),
  });
  resolvers.push(resolver);
  return resolver;
}

/** A port on which nothing listens: the kernel answers with "port unreachable". */
async function deadServer(): Promise<NameServerAddress> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return { host: '127.0.0.1', port };
}

test.each(['black-hole', 'servfail', 'refused', 'cut-all'] as const)(
  'the second server answers when the first is %s',
  async (fault) => {
    const servers = [await serverThatIs(fault), await serverThatIs('good')];
    expect(await resolverOf(servers).resolve(NAME, 'MX', signal)).toMatchObject({ outcome: 'answer' });
  },
);

test('a dead server costs no waiting', async () => {
  const servers = [await deadServer(), await serverThatIs('good')];
  // Had the resolver waited for the dead one, the deadline would be over.
  const answer = await resolverOf(servers, undefined, 60_000).resolve(NAME, 'MX', signal);
  expect(answer).toMatchObject({ outcome: 'answer' });
});

test('dead servers alone are a time-out, not an exception', async () => {
  const servers = [await deadServer(), await deadServer()];
  expect(await resolverOf(servers).resolve(NAME, 'MX', signal)).toEqual({ outcome: 'timeout' });
});

test('a silent server is asked last after two silences', async () => {
  const silent = await serverThatIs('black-hole');
  const resolver = resolverOf([silent, await serverThatIs('good')]);
  await resolver.resolve(NAME, 'MX', signal);
  await resolver.resolve(NAME, 'MX', signal);
  const asked = silent.log.length;
  await resolver.resolve(NAME, 'MX', signal);
  expect(asked).toBe(2);
  expect(silent.log).toHaveLength(asked);
});

test.each([
  [['servfail', 'refused', 'black-hole'], 'servfail'],
  [['black-hole', 'refused'], 'refused'],
] as const)('when nobody knows, the best that was heard is reported: %j', async (faults, outcome) => {
  const servers = await Promise.all(faults.map((fault) => serverThatIs(fault)));
  expect(await resolverOf(servers).resolve(NAME, 'MX', signal)).toEqual({ outcome });
});

test('no more than three tries for one question', async () => {
  const servers = await Promise.all(Array.from({ length: 5 }, () => serverThatIs('servfail')));
  expect(await resolverOf(servers).resolve(NAME, 'MX', signal)).toEqual({ outcome: 'servfail' });
  expect(servers.reduce((asked, { log }) => asked + log.length, 0)).toBe(3);
});

test('a server on IPv6 is asked over UDP and TCP', async () => {
  const server = await serverThatIs('cut-short', '::1');
  expect(await resolverOf([server]).resolve(NAME, 'A', signal)).toMatchObject({ outcome: 'answer' });
  expect(server.log).toEqual(['udp cut-short A', 'tcp cut-short A']);
});

test('no more questions are in flight than allowed, and all are answered', async () => {
  const server = await serverThatIs('good');
  const resolver = resolverOf([server], 2);
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) => resolver.resolve(`n${n}.test`, 'A', signal)),
  );
  expect(answers.every(({ outcome }) => outcome === 'answer')).toBe(true);
});

test('a silent server is given fewer questions at a time', async () => {
  const server = await serverThatIs('black-hole');
  const resolver = createResolver({
    servers: [server],
    inFlightMax: 64,
    patienceMs: [100],
    deadlineMs: 450,
  });
  resolvers.push(resolver);
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, n) => resolver.resolve(`n${n}.test`, 'A', signal)),
  );
  expect(answers.every(({ outcome }) => outcome === 'timeout')).toBe(true);
  // 64 + 32 + 16 + 8 + 8; with 64 every time it would be all of them.
  expect(server.log.length).toBeLessThan(200);
});

test('who waits for a place waits no longer than the deadline', async () => {
  const resolver = createResolver({
    servers: [await serverThatIs('black-hole')],
    inFlightMax: 1,
    patienceMs: [60_000],
    deadlineMs: 150,
  });
  resolvers.push(resolver);
  const answers = await Promise.all(['one', 'two'].map((name) => resolver.resolve(name, 'A', signal)));
  expect(answers).toEqual([{ outcome: 'timeout' }, { outcome: 'timeout' }]);
});

test('a server that refuses everything is left alone after two refusals', async () => {
  const refusing = await serverThatIs('refused');
  const resolver = resolverOf([refusing, await serverThatIs('good')]);
  for (const name of ['one.test', 'two.test', 'three.test']) await resolver.resolve(name, 'MX', signal);
  expect(refusing.log).toHaveLength(2);
});

test('a closed resolver ends what waits, and answers no more', async () => {
  const resolver = resolverOf([await serverThatIs('black-hole')]);
  const waiting = resolver.resolve(NAME, 'MX', signal);
  resolver.close();
  expect(await waiting).toEqual({ outcome: 'timeout' });
  expect(await resolver.resolve(NAME, 'MX', signal)).toEqual({ outcome: 'timeout' });
});

test('a name that cannot be asked for is servfail', async () => {
  const resolver = resolverOf([await serverThatIs('good')]);
  expect(await resolver.resolve('bad name', 'MX', signal)).toEqual({ outcome: 'servfail' });
});
