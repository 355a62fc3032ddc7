// DNS over HTTPS (RFC 8484) against real servers on loopback: the stated outcome, and no word to a stranger.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setDefaultCACertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createDOHServer, type Packet } from 'dns2';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createResolver } from '../../../src/lookup/resolver.ts';
import type { NameServerAddress } from '../../../src/lookup/servers.ts';
import { parseZone } from '../../../src/lookup/zone.ts';
import { answerFromZone } from '../../../src/lookup/zone-answer.ts';
import { startFaultNameServer } from '../../support/fault-name-server.ts';
import {
  certificateFile,
  HTTP_FAULTS,
  type HttpsFault,
  type HttpsNameServer,
  type HttpsNameServerOptions,
  startHttpsNameServer,
} from '../../support/https-name-server.ts';
import { runSluice } from '../cli/run-sluice.ts';

const { signal } = new AbortController();
const PATIENCE_MS = 400;
const PROTOCOLS = ['h2', 'http/1.1'] as const;

beforeAll(() => {
  setDefaultCACertificates(
    ['loopback', 'localhost'].map((name) => readFileSync(certificateFile(name), 'utf8')),
  );
});

async function serverThatIs(options: HttpsNameServerOptions): Promise<HttpsNameServer> {
  const server = await startHttpsNameServer(options);
  onTestFinished(() => server.stop());
  return server;
}

function resolverOf(servers: readonly NameServerAddress[], patienceMs = [PATIENCE_MS]) {
  const resolver = createResolver({ servers, patienceMs });
  onTestFinished(() => resolver.close());
  return resolver;
}

const outcomes: readonly [HttpsFault, string][] = [
  ['good', 'answer'],
  ['many-mx', 'answer'],
  ['no-edns', 'answer'],
  ['cname-only', 'answer'],
  ['nxdomain', 'nxdomain'],
  ['nodata', 'nodata'],
  ['servfail', 'servfail'],
  ['refused', 'refused'],
  ['referral', 'servfail'],
  ['wrong-id', 'timeout'],
  ['wrong-question', 'timeout'],
  ['wrong-type', 'timeout'],
  ['query-back', 'timeout'],
  ['two-questions', 'timeout'],
  ['cut', 'timeout'],
  ['cut-all', 'timeout'],
  ['cut-short', 'timeout'],
  ['garbage', 'timeout'],
  ['huge-counts', 'timeout'],
  ['black-hole', 'timeout'],
  ...HTTP_FAULTS.map((fault): [HttpsFault, string] => [fault, 'timeout']),
];

describe.each(PROTOCOLS)('T17 · a broken DNS answer becomes a verdict: over %s', (protocol) => {
  let shared: HttpsNameServer;
  beforeAll(async () => {
    shared = await startHttpsNameServer({ protocol });
  });
  afterAll(() => shared.stop());

  test.concurrent.each(outcomes)('%s ends as %s', async (fault, outcome) => {
    const resolver = createResolver({ servers: [shared], patienceMs: [PATIENCE_MS, PATIENCE_MS] });
    const answer = await resolver.resolve(`${fault}.example.test`, 'MX', signal);
    expect(answer.outcome).toBe(outcome);
    // Whatever came, the next question finds the server.
    expect((await resolver.resolve('good.example.test', 'MX', signal)).outcome).toBe('answer');
    resolver.close();
  });

  test('nothing is asked but by POST, and no redirect is followed', () => {
    expect(new Set(shared.requests)).toEqual(new Set(['POST /dns-query application/dns-message']));
  });

  test('a body that is longer than any DNS message is not read to its end', async () => {
    // Whoever reads on waits as long as the test may take.
    const resolver = createResolver({ servers: [shared], patienceMs: [60_000], deadlineMs: 60_000 });
    const answer = await resolver.resolve('endless-body.example.test', 'MX', signal);
    resolver.close();
    expect(answer).toEqual({ outcome: 'timeout' });
  });

  test('many questions share few connections and get each its own answer', async () => {
    const server = await serverThatIs({ protocol });
    const resolver = resolverOf([server], [5_000]);
    const names = Array.from({ length: 300 }, (_, n) => `good.n${n}.test`);
    const answers = await Promise.all(names.map((name) => resolver.resolve(name, 'MX', signal)));
    expect(answers.filter(({ outcome }) => outcome !== 'answer')).toEqual([]);
    expect(server.connections).toBeLessThanOrEqual(protocol === 'h2' ? 1 : 33);
  });

  test('a connection that the server ended is opened anew', async () => {
    const server = await serverThatIs({ protocol });
    const resolver = resolverOf([server], [PATIENCE_MS, PATIENCE_MS]);
    expect(await resolver.resolve('good.one.test', 'A', signal)).toMatchObject({ outcome: 'answer' });
    server.hangUp();
    expect(await resolver.resolve('good.two.test', 'A', signal)).toMatchObject({ outcome: 'answer' });
  });

  test('the message has id 0 and the plain name, so that nothing tells two askers apart', async () => {
    const server = await serverThatIs({ protocol });
    const resolver = resolverOf([server]);
    for (const name of ['good.same.test', 'GOOD.same.test']) await resolver.resolve(name, 'MX', signal);
    const [first, second] = server.messages;
    expect(first?.readUInt16BE(0)).toBe(0);
    expect(first?.equals(second ?? Buffer.alloc(0))).toBe(true);
  });

  test('a server on IPv6 is asked', async () => {
    const server = await serverThatIs({ protocol, host: '::1' });
    const answer = await resolverOf([server]).resolve('good.example.test', 'A', signal);
    expect(answer).toMatchObject({ outcome: 'answer' });
  });

  test('a closed resolver ends what waits, and answers no more', async () => {
    const server = await serverThatIs({ protocol });
    const resolver = resolverOf([server], [60_000]);
    await resolver.resolve('good.example.test', 'A', signal);
    const waiting = resolver.resolve('black-hole.example.test', 'MX', signal);
    resolver.close();
    expect(await waiting).toEqual({ outcome: 'timeout' });
    expect(await resolver.resolve('good.example.test', 'MX', signal)).toEqual({ outcome: 'timeout' });
  });
});

describe('several servers of both kinds', () => {
  test('a server over UDP answers where the one over HTTPS is silent, and the other way round', async () => {
    const https = await serverThatIs({ protocol: 'h2' });
    const udp = await startFaultNameServer();
    onTestFinished(() => udp.stop());
    const silent = await startFaultNameServer({ always: 'black-hole' });
    onTestFinished(() => silent.stop());
    const name = 'good.example.test';
    const tries = [PATIENCE_MS, PATIENCE_MS];
    const unused = { host: '127.0.0.1', port: 1, httpsPath: '/dns-query' };
    for (const servers of [
      [unused, udp],
      [silent, https],
    ]) {
      expect(await resolverOf(servers, tries).resolve(name, 'A', signal)).toMatchObject({
        outcome: 'answer',
      });
    }
  });

  test('a server that takes the connection and says nothing is passed over', async () => {
    const mute = createServer(() => {}).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    onTestFinished(() => void mute.close());
    const { port } = mute.address() as { port: number };
    const servers = [{ host: '127.0.0.1', port, httpsPath: '/q' }, await serverThatIs({ protocol: 'h2' })];
    const resolver = resolverOf(servers, [PATIENCE_MS, PATIENCE_MS]);
    expect(await resolver.resolve('good.example.test', 'A', signal)).toMatchObject({ outcome: 'answer' });
  });
});

describe('T17 · somebody stands between the service and its name server', () => {
  test.each(PROTOCOLS)('a certificate for another name is not spoken to (%s)', async (protocol) => {
    const server = await serverThatIs({ protocol, certificate: 'localhost' });
    const answer = await resolverOf([server]).resolve('good.example.test', 'MX', signal);
    expect(answer).toEqual({ outcome: 'timeout' });
    expect(server.requests).toEqual([]);
    const byName = { ...server, host: 'localhost', port: server.port };
    expect(await resolverOf([byName]).resolve('good.example.test', 'MX', signal)).toMatchObject({
      outcome: 'answer',
    });
  });
});

describe('check asks a server that speaks DNS over HTTPS', () => {
  const ZONE = parseZone('clinic-mail.com. MX 10 mx.clinic-mail.com.\nmx.clinic-mail.com. A 198.41.0.4\n');

  async function startDns2Server() {
    const pem = readFileSync(certificateFile('loopback'));
    const asked: string[] = [];
    const server = createDOHServer({ ssl: true, cert: pem, key: pem });
    server.on('request', (request: Packet, send: (response: Packet) => void) => {
      const [question] = request.questions;
      asked.push(question?.name ?? '');
      const response = question && answerFromZone(ZONE, request, question);
      if (response) send(response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    return { asked, url: `https://127.0.0.1:${server.address()?.port}/dns-query` };
  }

  test('whose authority NODE_EXTRA_CA_CERTS names', async () => {
    const { url } = await startDns2Server();
    const environment = { NODE_EXTRA_CA_CERTS: certificateFile('loopback') };
    const { code, stdout } = await runSluice(['check', '--dns', url, '--json', 'ann@clinic-mail.com'], {
      environment,
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'deliverable', domain: { dns: 'ok', mail: 'mx' } });
  });

  test('and tells nothing to one that no authority stands for, whatever the environment says of TLS', async () => {
    const { url, asked } = await startDns2Server();
    const environment = { NODE_TLS_REJECT_UNAUTHORIZED: '0', SLUICE_DNS: url };
    const { stdout } = await runSluice(['check', '--json', 'ann@clinic-mail.com'], { environment });
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'unknown', reason: 'dns-timeout' });
    expect(asked).toEqual([]);
  });

  test.each(PROTOCOLS)('and a process that closed nothing can exit (%s)', async (protocol) => {
    const { port } = await serverThatIs({ protocol });
    const program = fileURLToPath(new URL('../../support/lookup-and-leave.ts', import.meta.url));
    const args = [program, `https://127.0.0.1:${port}/dns-query`, 'good.example.test'];
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: certificateFile('loopback') };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env, timeout: 10_000 });
    expect(stdout.trim()).toBe('mx');
  });
});
