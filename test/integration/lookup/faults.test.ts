// The resolver against a name server that lies, stalls and breaks: the stated outcome, within the deadline.
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { lookupDomainFacts } from '../../../src/lookup/mail-route.ts';
import { type ClosableResolver, createResolver } from '../../../src/lookup/resolver.ts';
import type { DnsAnswer } from '../../../src/model/dns-answer.ts';
import type { DomainFacts } from '../../../src/model/domain-facts.ts';
import { type MailRouteReading, readMailRoute } from '../../../src/score/mail-route.ts';
import { type FaultNameServer, startFaultNameServer } from '../../support/fault-name-server.ts';
import { type Fault, MANY_MX } from '../../support/fault-replies.ts';

const PATIENCE_MS = [200, 200, 300];
const DEADLINE_MS = 900;
/** What a loaded machine may add to the deadline. */
const SLACK_MS = 3000;

let server: FaultNameServer;
/** For silence, so that waiting for it is short; where an answer comes the other one has time for it. */
let resolver: ClosableResolver;
let patient: ClosableResolver;
beforeAll(async () => {
  server = await startFaultNameServer();
  patient = createResolver({ servers: [server] });
  resolver = createResolver({ servers: [server], patienceMs: PATIENCE_MS, deadlineMs: DEADLINE_MS });
});
afterAll(async () => {
  resolver.close();
  patient.close();
  await server.stop();
});

interface Row {
  /** What the question for MX ends as. */
  readonly answer: DnsAnswer['outcome'];
  readonly dns: DomainFacts['dns'];
  readonly mail: DomainFacts['mail'];
  readonly reachability: DomainFacts['reachability'];
  readonly reason: MailRouteReading['reason'];
}

const row = (
  answer: Row['answer'],
  dns: Row['dns'],
  mail: Row['mail'],
  reachability: Row['reachability'],
  reason: Row['reason'],
): Row => ({ answer, dns, mail, reachability, reason });
const TAKES_MAIL = row('answer', 'ok', 'mx', 'reachable', 'mx');
const TIMEOUT = row('timeout', 'timeout', 'unknown', 'unknown', 'dns-timeout');
const SERVFAIL = row('servfail', 'servfail', 'unknown', 'unknown', 'dns-servfail');
const NXDOMAIN = row('nxdomain', 'nxdomain', 'none', 'no-address', 'nxdomain');
const NO_MAIL_HOST = row('nodata', 'nodata', 'none', 'no-address', 'no-mail-host');
const NO_ADDRESS = row('answer', 'ok', 'mx', 'no-address', 'unreachable-mail-host');
const HOSTS_UNKNOWN = row('answer', 'ok', 'mx', 'unknown', 'dns-timeout');

const rows: readonly [Fault, Row][] = [
  ['good', TAKES_MAIL],
  ['wrong-id', TIMEOUT],
  ['wrong-question', TIMEOUT],
  ['wrong-type', TIMEOUT],
  ['wrong-case', TIMEOUT],
  ['wrong-port', TIMEOUT],
  ['wrong-address', TIMEOUT],
  ['query-back', TIMEOUT],
  ['cut', TIMEOUT],
  ['cut-all', TIMEOUT],
  ['garbage', TIMEOUT],
  ['huge-counts', TIMEOUT],
  ['two-questions', TIMEOUT],
  ['black-hole', TIMEOUT],
  ['pointer-chain', TIMEOUT],
  ['slow', TAKES_MAIL],
  ['lies-first', TAKES_MAIL],
  ['servfail', SERVFAIL],
  ['refused', row('refused', 'refused', 'unknown', 'unknown', 'dns-refused')],
  ['no-edns', TAKES_MAIL],
  ['bad-version', SERVFAIL],
  ['referral', SERVFAIL],
  ['root-referral', SERVFAIL],
  ['unrelated', SERVFAIL],
  ['cname-loop', SERVFAIL],
  ['cname-only', TAKES_MAIL],
  ['cname-whole', TAKES_MAIL],
  ['cname-chain', TAKES_MAIL],
  ['cname-endless', SERVFAIL],
  ['cname-nxdomain', NXDOMAIN],
  ['many-mx', TAKES_MAIL],
  ['cut-short', TAKES_MAIL],
  ['cut-short-forever', TIMEOUT],
  ['tcp-silent', TIMEOUT],
  ['tcp-broken', TIMEOUT],
  ['tcp-refused', TIMEOUT],
  ['nxdomain', NXDOMAIN],
  ['nxdomain-bare', NXDOMAIN],
  ['nxdomain-with-records', SERVFAIL],
  ['nodata', NO_MAIL_HOST],
  ['nodata-bare', NO_MAIL_HOST],
  ['only-address', row('nodata', 'ok', 'implicit-mx', 'reachable', 'implicit-mx')],
  ['null-mx', row('answer', 'ok', 'null-mx', 'no-address', 'null-mx')],
  ['null-mx-beside', TAKES_MAIL],
  ['dead-host', NO_ADDRESS],
  ['missing-host', NO_ADDRESS],
  ['literal-host', NO_ADDRESS],
  ['private-host', row('answer', 'ok', 'mx', 'non-public', 'unreachable-mail-host')],
  ['ipv6-host', TAKES_MAIL],
  ['alias-host', TAKES_MAIL],
  ['servfail-host', HOSTS_UNKNOWN],
  ['silent-host', HOSTS_UNKNOWN],
];

describe('T17 · a broken DNS answer becomes a verdict', () => {
  test.concurrent.each(rows)('%s', async (fault, { answer, reason, ...facts }) => {
    const { signal } = new AbortController();
    const asker = reason === 'dns-timeout' ? resolver : patient;
    const started = performance.now();
    const heard = await asker.resolve(`${fault}.example.test`, 'MX', signal);
    expect(heard.outcome).toBe(answer);
    expect(performance.now() - started).toBeLessThan(DEADLINE_MS + SLACK_MS);
    const found = await lookupDomainFacts(`${fault}.verdict.test`, asker, signal);
    expect(found).toMatchObject(facts);
    expect(readMailRoute(found).reason).toBe(reason);
    // What could not be asked is asked again in five minutes.
    if (found.reachability === 'unknown') expect(found.ttlSeconds).toBe(300);
  });

  test('a cut answer whose rest nobody offers over TCP turns nobody away', async () => {
    const noTcp = await startFaultNameServer({ hasTcp: false });
    onTestFinished(() => noTcp.stop());
    const single = createResolver({ servers: [noTcp], patienceMs: PATIENCE_MS, deadlineMs: DEADLINE_MS });
    onTestFinished(() => single.close());
    const { signal } = new AbortController();
    for (const fault of ['cut-short', 'many-mx']) {
      const { answer: _, reason, ...facts } = TIMEOUT;
      const found = await lookupDomainFacts(`${fault}.verdict.test`, single, signal);
      expect(found).toMatchObject(facts);
      expect(readMailRoute(found).reason).toBe(reason);
    }
  });

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
    const facts = await lookupDomainFacts('many-mx.facts.test', patient, signal);
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
