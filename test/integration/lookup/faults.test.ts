// The resolver against a name server that lies, stalls and breaks: the stated outcome, within the deadline.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookupDomainFacts } from '../../../src/lookup/mail-route.ts';
import { createUdpResolver, type UdpResolver } from '../../../src/lookup/udp-resolver.ts';
import { readMailRoute } from '../../../src/score/mail-route.ts';
import {
  type Fault,
  type FaultNameServer,
  MANY_MX,
  startFaultNameServer,
} from '../../support/fault-name-server.ts';

const PATIENCE_MS = [120, 120, 300];
const DEADLINE_MS = 600;
/** What a loaded machine may add to the deadline. */
const SLACK_MS = 3000;

let server: FaultNameServer;
let resolver: UdpResolver;
beforeAll(async () => {
  server = await startFaultNameServer();
  resolver = createUdpResolver({ servers: [server], patienceMs: PATIENCE_MS, deadlineMs: DEADLINE_MS });
});
afterAll(async () => {
  resolver.close();
  await server.stop();
});

const outcomes: readonly [Fault, string][] = [
  ['good', 'answer'],
  ['wrong-id', 'timeout'],
  ['wrong-question', 'timeout'],
  ['wrong-type', 'timeout'],
  ['wrong-case', 'timeout'],
  ['wrong-port', 'timeout'],
  ['wrong-address', 'timeout'],
  ['query-back', 'timeout'],
  ['cut', 'timeout'],
  ['cut-all', 'timeout'],
  ['garbage', 'timeout'],
  ['huge-counts', 'timeout'],
  ['two-questions', 'timeout'],
  ['black-hole', 'timeout'],
  ['pointer-chain', 'timeout'],
  ['slow', 'answer'],
  ['lies-first', 'answer'],
  ['servfail', 'servfail'],
  ['refused', 'refused'],
  ['no-edns', 'answer'],
  ['referral', 'servfail'],
  ['unrelated', 'servfail'],
  ['cname-loop', 'servfail'],
  ['cname-only', 'answer'],
  ['cname-endless', 'servfail'],
  ['many-mx', 'answer'],
  ['cut-short', 'answer'],
  ['cut-short-forever', 'timeout'],
  ['tcp-silent', 'timeout'],
  ['tcp-broken', 'timeout'],
  ['tcp-refused', 'timeout'],
];

describe('T17 · a broken DNS answer becomes a verdict', () => {
  test.concurrent.each(outcomes)('%s ends as %s', async (fault, outcome) => {
    const started = performance.now();
    const answer = await resolver.resolve(`${fault}.example.test`, 'MX', new AbortController().signal);
    expect(answer.outcome).toBe(outcome);
    expect(performance.now() - started).toBeLessThan(DEADLINE_MS + SLACK_MS);
  });

  test.concurrent.each(outcomes.filter(([, outcome]) => outcome !== 'answer'))(
    '%s turns nobody away: the facts are unknown for five minutes',
    async (fault) => {
      const { signal } = new AbortController();
      const facts = await lookupDomainFacts(`${fault}.verdict.test`, resolver, signal);
      expect(facts).toMatchObject({ mail: 'unknown', reachability: 'unknown', ttlSeconds: 300 });
      expect(readMailRoute(facts).takesMail).toBe('unknown');
    },
  );

  test.each([
    ['ttl-huge', 86_400],
    ['ttl-zero', 60],
  ] as const)('the record of %s is kept for %i s', async (fault, ttlSeconds) => {
    const answer = await resolver.resolve(`${fault}.example.test`, 'A', new AbortController().signal);
    expect(answer).toMatchObject({ records: [{ ttlSeconds }] });
  });

  test.each([
    ['negative-ttl-huge', 3_600],
    ['negative-ttl-zero', 60],
  ] as const)('the absence of %s is kept for %i s', async (fault, negativeTtlSeconds) => {
    const answer = await resolver.resolve(`${fault}.example.test`, 'MX', new AbortController().signal);
    expect(answer).toEqual({ outcome: 'nxdomain', negativeTtlSeconds });
  });

  test('a name is asked for as it is, without a search list, and only in A-labels', async () => {
    const asked = server.names.length;
    const { signal } = new AbortController();
    await resolver.resolve('nxdomain', 'MX', signal);
    await resolver.resolve('nxdomain.example.test', 'MX', signal);
    for (const name of ['nxdomain.bücher.test', 'nxdomain..test', 'nx domain.test', '']) {
      expect(await resolver.resolve(name, 'MX', signal)).toEqual({ outcome: 'servfail' });
    }
    expect(server.names.slice(asked)).toEqual(['nxdomain', 'nxdomain.example.test']);
  });
});

describe('facts of a faulty domain', () => {
  const signal = new AbortController().signal;

  test('300 MX records are all read, and no more than six hosts asked for', async () => {
    const facts = await lookupDomainFacts('many-mx.facts.test', resolver, signal);
    expect(facts.mxRecords).toHaveLength(MANY_MX);
    expect(facts).toMatchObject({ dns: 'ok', mail: 'mx', reachability: 'reachable' });
  });

  test('a cut answer is unknown for five minutes, not a domain without mail', async () => {
    const facts = await lookupDomainFacts('cut-all.facts.test', resolver, signal);
    expect(facts).toEqual({
      dns: 'timeout',
      mail: 'unknown',
      mxRecords: [],
      reachability: 'unknown',
      ttlSeconds: 300,
    });
  });
});

test('a signal ends the wait at once', async () => {
  const started = performance.now();
  const answer = await resolver.resolve('black-hole.example.test', 'MX', AbortSignal.timeout(30));
  expect(answer).toEqual({ outcome: 'timeout' });
  expect(performance.now() - started).toBeLessThan(SLACK_MS);
});
