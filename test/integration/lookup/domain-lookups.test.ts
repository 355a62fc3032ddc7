// Many domains at once: each asked for once, bounded, shuffled, remembered, and over when told to be.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDomainLookups, type DomainLookups } from '../../../src/lookup/domain-lookups.ts';
import { type NameServer, startNameServer } from '../../../src/lookup/name-server.ts';
import { type ClosableResolver, createResolver } from '../../../src/lookup/resolver.ts';
import { parseZone } from '../../../src/lookup/zone.ts';

const ZONE = `
*.bulk.example.  MX 10 mx.bulk.example.
mx.bulk.example. A 198.41.0.4
dead.example.    FAIL timeout
*.shared.example. MX 10 dead.example.
`;
const { signal } = new AbortController();

let server: NameServer;
let resolver: ClosableResolver;
let lookups: DomainLookups;
let asked = 0;
let now = 0;

beforeAll(async () => {
  server = await startNameServer(parseZone(ZONE), { recordQueries: true });
  resolver = createResolver({ servers: [server] });
});
beforeEach(() => {
  asked = server.queries.length;
  now = 0;
  lookups = createDomainLookups({ resolver, concurrency: 20, deadlineMs: 200, clock: () => now });
  return () => lookups.close();
});
afterAll(async () => {
  resolver.close();
  await server.stop();
});

const questions = () => server.queries.slice(asked).map(({ name, type }) => `${type} ${name.toLowerCase()}`);
const domainsOf = (count: number) => Array.from({ length: count }, (_, n) => `d${n}.bulk.example`);

describe('lookupOne', () => {
  test('asks once for callers at the same time, and again when the facts are too old', async () => {
    const both = await Promise.all([
      lookups.lookupOne('a.bulk.example', signal),
      lookups.lookupOne('a.bulk.example', signal),
    ]);
    expect(both[0]).toEqual(both[1]);
    await lookups.lookupOne('a.bulk.example', signal);
    expect(questions()).toEqual(['MX a.bulk.example', 'A mx.bulk.example']);
    now = 300_000;
    await lookups.lookupOne('a.bulk.example', signal);
    expect(questions()).toHaveLength(4);
  });

  test('ends as a time-out within the deadline of the domain', async () => {
    const began = performance.now();
    expect(await lookups.lookupOne('dead.example', signal)).toMatchObject({
      dns: 'timeout',
      ttlSeconds: 300,
    });
    expect(performance.now() - began).toBeLessThan(4000);
  });

  test('ends as a time-out when the caller leaves, and goes on for the others', async () => {
    const leaving = new AbortController();
    const left = lookups.lookupOne('b.bulk.example', leaving.signal);
    const stayed = lookups.lookupOne('b.bulk.example', signal);
    leaving.abort();
    expect(await left).toMatchObject({ dns: 'timeout' });
    expect(await stayed).toMatchObject({ dns: 'ok' });
  });

  test('ends as a time-out when the service closes, and does not remember that', async () => {
    const waiting = lookups.lookupOne('dead.example', signal);
    lookups.close();
    expect(await waiting).toMatchObject({ dns: 'timeout' });
  });
});

describe('lookupMany', () => {
  test('gives every input its facts, and asks for a shared mail host once', async () => {
    const domains = domainsOf(500);
    const found = await Array.fromAsync(lookups.lookupMany([...domains, 'd0.bulk.example'], signal));
    expect(found.map(({ domain }) => domain).toSorted()).toEqual([...domains, 'd0.bulk.example'].toSorted());
    expect(found.every(({ facts }) => facts.reachability === 'reachable')).toBe(true);
    expect(questions().filter((question) => question.startsWith('A '))).toEqual(['A mx.bulk.example']);
    expect(questions().filter((question) => question.startsWith('MX d0.'))).toHaveLength(1);
  });

  test('a dead mail host that many domains share is waited for once', async () => {
    const impatient = createResolver({ servers: [server], patienceMs: [30] });
    const few = createDomainLookups({ resolver: impatient, concurrency: 5, clock: () => now });
    const domains = Array.from({ length: 40 }, (_, n) => `d${n}.shared.example`);
    const found = await Array.fromAsync(few.lookupMany(domains, signal));
    few.close();
    impatient.close();
    expect(found.every(({ facts }) => facts.reachability === 'unknown')).toBe(true);
    expect(questions().filter((question) => question === 'A dead.example')).toHaveLength(1);
  });

  test('does not ask in the order of the list', async () => {
    const domains = domainsOf(1_000);
    await Array.fromAsync(lookups.lookupMany(domains, signal));
    const ranks = questions()
      .filter((question) => question.startsWith('MX '))
      .map((question) => Number(/\d+/.exec(question)?.[0]));
    const squares = ranks.reduce((sum, rank, at) => sum + (rank - at) ** 2, 0);
    expect(Math.abs(1 - (6 * squares) / (1_000 * (1_000 ** 2 - 1)))).toBeLessThan(0.15);
  });

  test('reads no further than a reader who stops', async () => {
    for await (const { facts } of lookups.lookupMany(domainsOf(2_000), signal)) {
      expect(facts.mail).toBe('mx');
      break;
    }
    expect(questions().length).toBeLessThan(100);
  });

  test('throws when its signal ends it, so that a part never looks like the whole', async () => {
    const ending = new AbortController();
    const read = async () => {
      for await (const _ of lookups.lookupMany(domainsOf(2_000), ending.signal)) ending.abort();
    };
    await expect(read()).rejects.toThrow(/abort/i);
  });

  test('passes on a failure of its input', async () => {
    function* broken() {
      yield 'c.bulk.example';
      throw new Error('input broke');
    }
    await expect(Array.fromAsync(lookups.lookupMany(broken(), signal))).rejects.toThrow('input broke');
  });
});

test('a process that closed nothing can exit', async () => {
  const program = fileURLToPath(new URL('../../support/lookup-and-leave.ts', import.meta.url));
  const args = [program, `${server.host}:${server.port}`, 'a.bulk.example'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 10_000 });
  expect(stdout.trim()).toBe('mx');
});
