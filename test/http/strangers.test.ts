// What a stranger may learn from an answer: nothing of what Sluice knows about people, or has looked up for lists.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeServices, type Services } from '../../src/compose.ts';
import { resultSchema } from '../../src/http/schemas/result.ts';
import { createLog } from '../../src/log.ts';
import type { NameServer } from '../../src/lookup/name-server.ts';
import { startNameServer } from '../../src/lookup/name-server.ts';
import { parseZone } from '../../src/lookup/zone.ts';
import { SUPPRESSION_REASONS } from '../../src/model/suppression.ts';
import { createApiKeys } from '../../src/pipeline/api-keys.ts';
import { personKeys } from '../../src/pipeline/person-keys.ts';
import { createBlindIndex } from '../../src/vault/blind-index.ts';
import {
  completeList,
  openTestInstallation,
  SMALL_ZONE,
  type TestInstallation,
} from '../support/installation.ts';
import { jsonOf, postCsv, postJson } from './json-request.ts';
import {
  type Asking,
  expectNoDifference,
  expectNoDifferenceWhenCold,
  freshPair,
  type Pair,
} from './known-and-unknown.ts';
import { importConsents, makeRelease, makeSender, WHOLE_DECLARATION } from './made-release.ts';

const ORIGIN = 'https://clinic.org';
const ZONE = [
  SMALL_ZONE,
  ...['roe-family.org', 'doe-family.org', 'poe-family.org', 'a.org', 'b.org', '*.cold.org'].map(
    (name) => `${name} MX 10 mx.kelpworks.com`,
  ),
  '*.cold-null.org MX 0 .',
].join('\n');
const DOMAINS = ['kelpworks.com', 'gmail.com', 'nullmx.org', 'roe-family.org', 'nowhere-at-all.org'];
/** Who asks: a page, a form's server whose key may do nothing else, and a key that may do everything. */
const ASKERS = ['publishable', 'validate only', 'service'] as const;

let names: NameServer;
let sluice: TestInstallation;
let sender: string;
const headersOf = {} as Record<(typeof ASKERS)[number], Record<string, string>>;

beforeAll(async () => {
  names = await startNameServer(parseZone(ZONE), { recordQueries: true });
  const calls = { SLUICE_FORM_CALLS_PER_SECOND: '1000000', SLUICE_FORM_CALLS_PER_DAY: '1000000' };
  sluice = await openTestInstallation({
    settings: { SLUICE_DNS: `${names.host}:${names.port}`, ...calls },
  });
  sender = await makeSender(sluice);
  const narrow = await createApiKeys(sluice.installation.database).create(
    { name: 'test', personId: null },
    { name: 'form', role: 'service', scopes: ['validate'], origins: [], person: 'tester' },
  );
  headersOf.publishable = {
    authorization: `Bearer ${await sluice.key('publishable', [ORIGIN])}`,
    origin: ORIGIN,
  };
  headersOf['validate only'] = { authorization: `Bearer ${narrow}` };
  headersOf.service = { authorization: `Bearer ${await sluice.key('service')}` };
});
afterAll(async () => {
  await sluice.close();
  await names.stop();
});

/** A service of the same installation that has looked nothing up; gone when the work is done. */
async function withFresh<T>(work: (services: Services) => Promise<T>): Promise<T> {
  const services = await composeServices(sluice.installation, sluice.config, createLog('silent'));
  try {
    return await work(services);
  } finally {
    await services.close();
  }
}

/** What may happen to a person in Sluice, one act at a time. */
type Act = (address: string) => Promise<unknown>;
const suppress =
  (reason: string): Act =>
  (address) =>
    jsonOf(postJson(sluice, '/v1/suppressions', { address, reason }));
const upload: Act = (address) => completeList(sluice, `email\n${address}\n`);
const release: Act = async (address) => {
  const { id: list } = await completeList(sluice, `email\n${address}\n`);
  return makeRelease(sluice, { list, sender, ...WHOLE_DECLARATION });
};
const consent: Act = (address) => importConsents(sluice, [address]);
const contact: Act = (address) =>
  jsonOf(
    postCsv(
      sluice,
      '/v1/contacts/import',
      `address,residence_state,is_minor,confidential\n${address},WA,true,true\n`,
    ),
  );
const ACTS: Readonly<Record<string, Act>> = {
  suppressed: suppress('unsubscribe'),
  complained: suppress('complaint_fbl'),
  consented: consent,
  'a contact': contact,
  uploaded: upload,
  released: release,
};

describe('T3 · the form tells who is known', () => {
  describe.each(ASKERS)('asked with a key of kind %s', (asker) => {
    const asking = (services: Services): Asking => ({ services, headers: headersOf[asker] });

    it.each(Object.keys(ACTS))('about somebody %s and somebody never seen', async (name) => {
      const pair = freshPair('kelpworks.com');
      await ACTS[name]?.(pair.known);
      await expectNoDifference(pair, asking(sluice.services));
    });
  });

  it('of a domain that has been looked up or not, by a service that has just started', async () => {
    await withFresh((first) =>
      withFresh(async (second) => {
        for (const [at, asker] of ASKERS.entries()) {
          for (const base of ['cold.org', 'cold-null.org', 'nowhere-at-all.org']) {
            const pair = freshPair(`at${at}.${base}`);
            for (const act of [suppress('complaint_fbl'), consent, contact, release]) await act(pair.known);
            const ask = (services: Services): Asking => ({ services, headers: headersOf[asker] });
            await expectNoDifferenceWhenCold(pair, [ask(first), ask(second)]);
            await expectNoDifference(pair, ask(first));
          }
        }
      }),
    );
  });

  it('whatever has happened to somebody, in whatever order', async () => {
    const suppressions = SUPPRESSION_REASONS.map(suppress);
    const history = fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...suppressions) },
        { weight: 2, arbitrary: fc.constantFrom(consent, contact) },
        { weight: 1, arbitrary: fc.constantFrom(upload, release) },
      ),
      { minLength: 1, maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(history, fc.constantFrom(...DOMAINS), async (acts, domain) => {
        const pair = freshPair(domain);
        for (const act of acts) await act(pair.known);
        for (const asker of ASKERS)
          await expectNoDifference(pair, { services: sluice.services, headers: headersOf[asker] });
      }),
      { numRuns: 12 },
    );
  });
});

describe('T3 · a build whose answers do tell it', () => {
  type Validate = Services['validate'];

  /** Wraps the validator in what must never be there: a look at what is stored about the person. */
  function leaking(
    change: (result: Awaited<ReturnType<Validate>>, address: string) => Promise<void>,
  ): Services {
    const validate: Validate = async (...asked) => {
      const result = structuredClone(await sluice.services.validate(...asked));
      await change(result, asked[0]);
      return result;
    };
    return { ...sluice.services, validate };
  }

  const keyOf = (address: string) =>
    personKeys(address, createBlindIndex(sluice.installation.ring))?.addressKey ?? Buffer.alloc(16);
  const suppressions = (address: string) =>
    sluice.installation.database.suppressions.listByKey(keyOf(address));
  const consents = (address: string) => sluice.installation.database.consents.listByAddress(keyOf(address));

  const BUILDS: readonly [string, Act, () => Services][] = [
    [
      'one point of toxicity more for who complained',
      suppress('complaint_fbl'),
      () =>
        leaking(async (result, address) => {
          const known = (await suppressions(address)).length;
          Object.assign(result, { toxicity: { ...result.toxicity, score: Math.min(known, 1) } });
        }),
    ],
    [
      'evidence of a mailbox for who is in the files',
      consent,
      () =>
        leaking(async (result, address) => {
          if ((await consents(address)).length > 0) Object.assign(result, { evidence: 'mailbox' });
        }),
    ],
    [
      'a member that stands there for the known alone',
      suppress('unsubscribe'),
      () =>
        leaking(async (result, address) => {
          if ((await suppressions(address)).length > 0) Object.assign(result, { suppressed: true });
        }),
    ],
  ];

  it.each(BUILDS)('by %s is caught, warm and cold', async (_, act, build) => {
    const pair: Pair = freshPair('kelpworks.com');
    await act(pair.known);
    const asking = { services: build(), headers: headersOf.publishable };
    await expect(expectNoDifference(pair, asking)).rejects.toThrow(/deeply equal/);
    await expect(expectNoDifferenceWhenCold(pair, [asking, asking])).rejects.toThrow(/deeply equal/);
    await expectNoDifference(pair, { ...asking, services: sluice.services });
  });
});

describe('T43 · an answer that comes at once tells that a list held the domain', () => {
  const ask = (headers: Record<string, string>, domain: string) =>
    jsonOf<object>(postJson(sluice, '/v1/validate', { address: `ann@${domain}` }, headers));
  const questionsAbout = (domain: string) =>
    names.queries.filter(({ name, type }) => name.toLowerCase() === domain && type === 'MX').length;

  it.each(['publishable', 'validate only'] as const)(
    'to a key of kind %s: its question is asked anew, as for a domain of no list',
    async (asker) => {
      const [listed, unlisted] =
        asker === 'publishable' ? ['doe-family.org', 'a.org'] : ['poe-family.org', 'b.org'];
      await completeList(sluice, `email\nann@${listed}\n`);
      await ask(headersOf.service, listed);
      const before = [questionsAbout(listed), questionsAbout(unlisted)];
      for (const domain of [listed, unlisted, listed, unlisted]) await ask(headersOf[asker], domain);
      const after = [questionsAbout(listed), questionsAbout(unlisted)];
      expect(after.map((count, at) => count - (before[at] ?? 0))).toEqual([1, 1]);
    },
  );
});

it('a stranger gets no mail hosts, whichever key he has', async () => {
  const about = async (asker: (typeof ASKERS)[number]) =>
    resultSchema.parse(
      await jsonOf(postJson(sluice, '/v1/validate', { address: 'ann@kelpworks.com' }, headersOf[asker])),
    ).domain;
  expect(await about('service')).toHaveProperty('exchanges', ['mx.kelpworks.com']);
  for (const asker of ['publishable', 'validate only'] as const) {
    expect(await about(asker)).not.toHaveProperty('exchanges');
  }
});
