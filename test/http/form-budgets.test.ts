// What a publishable key buys on a real socket: so many calls, so few look-ups, whatever the headers say.
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { openPool } from '../../db/connect.ts';
import { type Listening, listen } from '../../src/http/listen.ts';
import { problemSchema } from '../../src/http/schemas/problem.ts';
import { resultSchema } from '../../src/http/schemas/result.ts';
import { type NameServer, startNameServer } from '../../src/lookup/name-server.ts';
import { parseZone } from '../../src/lookup/zone.ts';
import { openTestInstallation, type TestInstallation } from '../support/installation.ts';

const ORIGIN = 'https://clinic.org';
const ZONE = ['gmail.com MX 5 mx.gmail.com', 'mx.gmail.com A 142.250.102.26', '*.victim.org MX 0 .'].join(
  '\n',
);
const MANY = { SLUICE_FORM_CALLS_PER_SECOND: '1000000', SLUICE_FORM_CALLS_PER_DAY: '1000000' };

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

interface Page {
  readonly sluice: TestInstallation;
  readonly names: NameServer;
  /** Asks over the socket with the publishable key; further headers win. */
  ask(address: string, headers?: Record<string, string>): Promise<Answer>;
  close(): Promise<void>;
}

let page: Page | null = null;
afterEach(async () => {
  await page?.close();
  page = null;
});

/** A service on a loopback socket, its name server, and a page with its key. */
async function openPage(settings: Record<string, string> = {}): Promise<Page> {
  const names = await startNameServer(parseZone(ZONE), { recordQueries: true });
  const dns = { SLUICE_DNS: `${names.host}:${names.port}` };
  const sluice = await openTestInstallation({ worker: false, settings: { ...dns, ...settings } });
  const listening: Listening = await listen(sluice.services, { host: '127.0.0.1', port: 0 });
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  const key = await sluice.key('publishable', [ORIGIN]);
  page = {
    sluice,
    names,
    ask: (address, headers = {}) => {
      const own = { authorization: `Bearer ${key}`, origin: ORIGIN, 'content-type': 'application/json' };
      return post(listening.port, agent, { ...own, ...headers }, JSON.stringify({ address }));
    },
    async close() {
      agent.destroy();
      await listening.close();
      await sluice.close();
      await names.stop();
    },
  };
  return page;
}

function post(port: number, agent: Agent, headers: Record<string, string>, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path: '/v1/validate', method: 'POST', agent, headers };
    const sent = request(options, async (response) => {
      const parts = await Array.fromAsync(response as AsyncIterable<Buffer>);
      const { statusCode: status = 0 } = response;
      resolve({ status, headers: response.headers, body: JSON.parse(Buffer.concat(parts).toString()) });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const reasonOf = ({ body }: Answer) => resultSchema.parse(body).reason;

/** Distinct names that were asked about: a question that is repeated because it was lost counts once. */
const askedNames = ({ queries }: NameServer, below: string) =>
  new Set(queries.map(({ name }) => name.toLowerCase()).filter((name) => name.endsWith(below)));

describe('T23 · a script posts random subdomains of a victim with a publishable key', () => {
  /** Enough to use every burst up hundreds of times over; more would only take longer. */
  const POSTS = 2_000;
  const AT_ONCE = 50;

  it('writes nothing, asks no more than its network may, and no header changes that', async () => {
    const { sluice, names, ask } = await openPage(MANY);
    const began = performance.now();
    const reasons = new Map<string, number>();
    let sent = 0;
    const script = async () => {
      while (sent < POSTS) {
        sent += 1;
        const forwarded = `203.0.113.${sent % 256}, 2001:db8:${(sent % 65_536).toString(16)}::1`;
        const answer = await ask(`x@r${sent}.victim.org`, { 'x-forwarded-for': forwarded });
        reasons.set(reasonOf(answer), (reasons.get(reasonOf(answer)) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, script));
    const seconds = (performance.now() - began) / 1_000;
    const asked = askedNames(names, '.victim.org').size;
    expect(asked).toBeGreaterThanOrEqual(4);
    expect(asked).toBeLessThanOrEqual(4 + 2 * seconds);
    expect(Object.fromEntries(reasons)).toEqual({ 'null-mx': asked, 'dns-skipped': POSTS - asked });
    expect(await countDomains(sluice)).toBe(0);
  });

  it('does not end the answers about large providers, nor those to the own key', async () => {
    const { sluice, ask } = await openPage(MANY);
    const answers = await Promise.all(Array.from({ length: 60 }, (_, at) => ask(`x@r${at}.victim.org`)));
    const over = answers.find((answer) => reasonOf(answer) === 'dns-skipped');
    expect(resultSchema.parse(over?.body)).toMatchObject({
      verdict: 'unknown',
      reason: 'dns-skipped',
      score: null,
      domain: { dns: 'skipped', mail: 'unknown' },
    });
    expect(reasonOf(await ask('ann@gmail.com'))).toBe('ok');
    const secret = { authorization: `Bearer ${await sluice.key('service')}` };
    expect(reasonOf(await ask('x@one-more.victim.org', secret))).toBe('null-mx');
  });

  it('is told apart by its address where a trusted proxy wrote it down', async () => {
    const { ask } = await openPage({ ...MANY, SLUICE_TRUSTED_PROXIES: '127.0.0.0/8' });
    const asked = async (visitor: string) => {
      const answers = Array.from({ length: 40 }, (_, at) => {
        const forwarded = `203.0.113.${at}, ${visitor}`;
        return ask(`x@r${at}-${visitor.at(-1)}.victim.org`, { 'x-forwarded-for': forwarded });
      });
      return (await Promise.all(answers)).filter((answer) => reasonOf(answer) === 'null-mx').length;
    };
    const began = performance.now();
    const first = await asked('198.51.100.7');
    expect(first).toBeLessThanOrEqual(4 + (2 * (performance.now() - began)) / 1_000);
    expect(await asked('198.51.100.8')).toBeGreaterThanOrEqual(4);
  });

  async function countDomains({ ownerUrl }: TestInstallation): Promise<number> {
    const owner = openPool({ url: ownerUrl, applicationName: 'test', max: 1 });
    const [row] = await owner.sql<{ count: string }[]>`SELECT count(*) FROM domains`;
    await owner.close();
    return Number(row?.count);
  }
});

describe('T61 · a script calls without end with a publishable key', () => {
  it('is refused when the day of its network is used up, and told when to come back', async () => {
    const { ask } = await openPage({ SLUICE_FORM_CALLS_PER_DAY: '5' });
    for (let at = 0; at < 5; at += 1) expect((await ask('ann@gmail.com')).status).toBe(200);
    const refused = await ask('ann@gmail.com', { 'x-forwarded-for': '203.0.113.9' });
    expect(problemSchema.parse(refused.body)).toMatchObject({ status: 429, code: 'too-many-requests' });
    const wait = Number(refused.headers['retry-after']);
    expect(wait).toBeGreaterThan(17_000);
    expect(wait).toBeLessThanOrEqual(17_280);
    expect(refused.headers).toMatchObject({
      ratelimit: `"network";r=0;t=${wait}`,
      'ratelimit-policy': '"network";q=5;w=86400',
      'access-control-allow-origin': ORIGIN,
      'access-control-expose-headers': 'retry-after, ratelimit, ratelimit-policy',
    });
  });

  it('is refused beyond the calls of its key in a second, whatever it sends', async () => {
    const { ask } = await openPage({ SLUICE_FORM_CALLS_PER_SECOND: '2' });
    const answers = await Promise.all(Array.from({ length: 60 }, () => ask('no address')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    for (const { headers } of refused) {
      expect(headers).toMatchObject({
        'retry-after': '1',
        ratelimit: '"key";r=0;t=1',
        'ratelimit-policy': '"key";q=2;w=1',
      });
    }
  });

  it('leaves the calls of secret keys alone', async () => {
    const { sluice, ask } = await openPage({
      SLUICE_FORM_CALLS_PER_SECOND: '1',
      SLUICE_FORM_CALLS_PER_DAY: '1',
    });
    const secret = { authorization: `Bearer ${await sluice.key('service')}` };
    for (let at = 0; at < 10; at += 1) {
      const { status, headers } = await ask('ann@gmail.com', secret);
      expect([status, headers['retry-after'], headers['ratelimit']]).toEqual([200, undefined, undefined]);
    }
  });
});
