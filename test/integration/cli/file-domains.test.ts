// The domains of a file: asked once between all chunks, forgotten in good order, ended without a leak.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDomainLookups, type DomainLookups } from '../../../src/lookup/domain-lookups.ts';
import type { NameServer } from '../../../src/lookup/name-server.ts';
import { type ClosableResolver, createResolver } from '../../../src/lookup/resolver.ts';
import {
  DNS_OUTCOMES,
  EXCHANGE_KINDS,
  MAIL_ROUTES,
  REACHABILITIES,
} from '../../../src/model/domain-facts.ts';
import { createFileDomains, type PackedFacts } from '../../../src/pipeline/file-domains.ts';
import { smallLists } from '../../unit/score/small-lists.ts';
import { askedDomains, startSampleNames } from './sample-names.ts';

const NAMES = [
  'a.sample-mail.com',
  'nullmx-sample.com',
  'absent-sample.com',
  'dead-sample.com',
  'b.sample-mail.com',
];
/** Nobody is turned away without a second look. */
const TAKE_NO_MAIL = NAMES.slice(1, 3);
const FACTS = [
  'ok mx reachable',
  'ok null-mx no-address',
  'nxdomain none no-address',
  'timeout unknown unknown',
  'ok mx reachable',
];
const SKIPPED = 'skipped unknown unknown';
const { signal } = new AbortController();
const lists = smallLists();

let server: NameServer;
let resolver: ClosableResolver;
let lookups: DomainLookups;
beforeAll(async () => {
  server = await startSampleNames();
  resolver = createResolver({ servers: [server], patienceMs: [150], deadlineMs: 400 });
  lookups = createDomainLookups({ resolver, deadlineMs: 600, clock: () => performance.now() });
});
afterAll(async () => {
  lookups.close();
  resolver.close();
  await server.stop();
});

const read = ({ dns, mail, reachability }: PackedFacts) =>
  Array.from(dns, (outcome, at) =>
    [DNS_OUTCOMES[outcome], MAIL_ROUTES[mail[at] ?? -1], REACHABILITIES[reachability[at] ?? -1]].join(' '),
  );

describe('createFileDomains', () => {
  it('gives the facts in order and asks once, twice where no mail is taken, whoever asks at the same time', async () => {
    const from = server.queries.length;
    const domains = createFileDomains(lookups, lists, signal);
    const chunks = await Promise.all(
      [NAMES, NAMES.toReversed(), NAMES.slice(2)].map((names) => domains.factsOf(names)),
    );
    expect(chunks.map(read)).toEqual([FACTS, FACTS.toReversed(), FACTS.slice(2)]);
    expect(read(await domains.factsOf(NAMES))).toEqual(FACTS);
    expect(
      askedDomains(server, from)
        .filter((name) => !name.startsWith('dead'))
        .toSorted(),
    ).toEqual([...NAMES.filter((name) => !name.startsWith('dead')), ...TAKE_NO_MAIL].toSorted());
    expect(domains.counts).toEqual({ answered: 4, unanswered: 1 });
  });

  it('gives the right facts also of domains that it had to forget', async () => {
    const domains = createFileDomains(lookups, lists, signal, 2);
    expect(read(await domains.factsOf(NAMES))).toEqual(FACTS);
    expect(read(await domains.factsOf(NAMES.toReversed()))).toEqual(FACTS.toReversed());
  });

  it('skips everything without name servers', async () => {
    const domains = createFileDomains(null, lists, signal);
    expect(new Set(read(await domains.factsOf(NAMES)))).toEqual(new Set([SKIPPED]));
  });

  it('keeps what the lists say of the mail hosts', async () => {
    const domains = createFileDomains(lookups, lists, signal);
    const names = ['fresh-sample.com', 'parked-sample.com', 'a.sample-mail.com', 'absent-sample.com'];
    const { exchangeKinds } = await domains.factsOf(names);
    expect(Array.from(exchangeKinds, (kind) => EXCHANGE_KINDS[kind])).toEqual([
      'disposable',
      'parked',
      'ordinary',
      'unknown',
    ]);
  });

  it('asks no name server about names that the public DNS cannot hold', async () => {
    const from = server.queries.length;
    const domains = createFileDomains(lookups, lists, signal);
    const facts = await domains.factsOf(['clinic.test', 'b.sample-mail.com', 'printer.local', 'clinic.zzz']);
    expect(read(facts)).toEqual([SKIPPED, 'ok mx reachable', SKIPPED, SKIPPED]);
    const asked = server.queries.slice(from).map(({ name }) => name.toLowerCase());
    expect(asked.filter((name) => !name.endsWith('sample-mail.com'))).toEqual([]);
    expect(domains.counts).toEqual({ answered: 1, unanswered: 0 });
  });

  it('ends for every chunk when the work ends', async () => {
    const stop = new AbortController();
    const domains = createFileDomains(lookups, lists, stop.signal);
    const waiting = [
      domains.factsOf(['dead-sample.com']),
      domains.factsOf(['dead-sample.com', 'c.sample-mail.com']),
    ];
    stop.abort(new Error('over'));
    for (const chunk of waiting) await expect(chunk).rejects.toThrow('over');
  });
});
