// A domain that seems to take no mail is looked up again: what was a passing fault turns nobody away.
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createDomainLookups, type DomainLookups } from '../../../src/lookup/domain-lookups.ts';
import { type ClosableResolver, createResolver } from '../../../src/lookup/resolver.ts';
import { type FaultNameServer, startFaultNameServer } from '../../support/fault-name-server.ts';
import type { Fault } from '../../support/fault-replies.ts';
import { completeList, openTestInstallation } from '../../support/installation.ts';

const { signal } = new AbortController();

let server: FaultNameServer;
let resolver: ClosableResolver;
let lookups: DomainLookups;
beforeAll(async () => {
  server = await startFaultNameServer();
  resolver = createResolver({ servers: [server] });
  lookups = createDomainLookups({ resolver, clock: () => performance.now() });
});
afterAll(async () => {
  lookups.close();
  resolver.close();
  await server.stop();
});

const once = ['nxdomain-once', 'nodata-once', 'null-mx-once', 'dead-host-once'] as const;
const always: readonly [Fault, object][] = [
  ['nxdomain', { dns: 'nxdomain', mail: 'none', reachability: 'no-address' }],
  ['nodata', { dns: 'nodata', mail: 'none', reachability: 'no-address' }],
  ['null-mx', { dns: 'ok', mail: 'null-mx', reachability: 'no-address' }],
  ['dead-host', { dns: 'ok', mail: 'mx', reachability: 'no-address' }],
];
const asked = (fault: Fault) => server.log.filter((line) => line === `udp ${fault} MX`).length;

describe('T17 · a broken DNS answer becomes a verdict', () => {
  test.concurrent.each(once)('%s: an answer that is bad once and then good is good', async (fault) => {
    const facts = await lookups.lookupOne(`${fault}.one.test`, signal);
    expect(facts).toMatchObject({ dns: 'ok', mail: 'mx', reachability: 'reachable' });
  });

  test.concurrent.each(always)('%s: an answer that is bad twice is believed', async (fault, expected) => {
    const before = asked(fault);
    const facts = await lookups.lookupOne(`${fault}.two.test`, signal);
    expect(facts).toMatchObject(expected);
    expect(asked(fault) - before).toBe(2);
  });

  test('a second look that nobody answers is unknown, and asked again in five minutes', async () => {
    const impatient = createResolver({ servers: [server], patienceMs: [500] });
    const few = createDomainLookups({ resolver: impatient, clock: () => performance.now() });
    const facts = await few.lookupOne('nxdomain-then-silent.one.test', signal);
    few.close();
    impatient.close();
    expect(facts).toMatchObject({
      dns: 'timeout',
      mail: 'unknown',
      reachability: 'unknown',
      ttlSeconds: 300,
    });
  });

  test('holds for many at once, and what is good is asked for once', async () => {
    const domains = [...once, 'good' as const].flatMap((fault) =>
      Array.from({ length: 100 }, (_, n) => `${fault}.n${n}.test`),
    );
    const before = asked('good');
    const found = await Array.fromAsync(lookups.lookupMany(domains, signal));
    expect(found).toHaveLength(domains.length);
    expect(found.filter(({ facts }) => facts.reachability !== 'reachable')).toEqual([]);
    expect(asked('good') - before).toBe(100);
  });

  test('nor does it turn a row of a list away, as a verdict that is kept for a month would', async () => {
    const sluice = await openTestInstallation({
      settings: { SLUICE_DNS: `${server.host}:${server.port}` },
    });
    onTestFinished(() => sluice.close());
    const file = 'email\nann@nxdomain-once.row-clinic.com\nbob@nxdomain.row-clinic.com\n';
    const { id } = await completeList(sluice, file);
    const answer = await sluice.request(`/v1/lists/${id}/results?format=json`);
    expect(await answer.json()).toMatchObject({
      results: [
        { verdict: 'deliverable', reason: 'ok' },
        { verdict: 'undeliverable', reason: 'nxdomain' },
      ],
    });
  });

  test('both looks share the deadline of the domain', async () => {
    const brief = createDomainLookups({ resolver, deadlineMs: 60, clock: () => performance.now() });
    const facts = await brief.lookupOne('nxdomain-then-silent.two.test', signal);
    brief.close();
    expect(facts.dns).toBe('timeout');
  });
});
