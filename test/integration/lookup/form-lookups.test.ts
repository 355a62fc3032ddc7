// Look-ups for strangers against a real name server: few at a time for one registered domain, and a small memory.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDomainLookups, type DomainLookups } from '../../../src/lookup/domain-lookups.ts';
import { type NameServer, startNameServer } from '../../../src/lookup/name-server.ts';
import { type ClosableResolver, createResolver } from '../../../src/lookup/resolver.ts';
import { parseZone } from '../../../src/lookup/zone.ts';
import { FACTS_SKIPPED } from '../../../src/model/domain-facts.ts';
import { createFormLookups, type FormLookups } from '../../../src/pipeline/form-lookups.ts';
import { smallLists } from '../../unit/score/small-lists.ts';
import { askedDomains } from '../cli/sample-names.ts';

const ZONE = `
*.silent.org         FAIL timeout
silent.org           FAIL timeout
*.silent.co.uk       FAIL timeout
*.quick.org          MX 0 .
gmail.com            MX 0 .
`;
const { signal } = new AbortController();

let server: NameServer;
let resolver: ClosableResolver;
let lookups: DomainLookups;
let ownLookups: DomainLookups;
let forms: FormLookups;

beforeEach(async () => {
  server = await startNameServer(parseZone(ZONE), { recordQueries: true });
  resolver = createResolver({ servers: [server], patienceMs: [400], deadlineMs: 800 });
  const made = () => createDomainLookups({ resolver, deadlineMs: 1_000, clock: () => performance.now() });
  [lookups, ownLookups] = [made(), made()];
  forms = createFormLookups({
    lookups,
    ownLookups,
    providers: smallLists().providers,
    budgets: { takeLookup: ({ network }) => network !== 'spent' },
  });
});
afterEach(async () => {
  lookups.close();
  ownLookups.close();
  resolver.close();
  await server.stop();
});

/** Each from a network of its own, as a crowd of hired machines would come. */
const asker = (at: number) => ({ keyId: 'page', network: `net-${at}` });
const distinct = () => new Set(askedDomains(server));

describe('T23 · a crowd floods the name servers of one domain', () => {
  it('with five questions at a time, whatever it asks and however many come', async () => {
    const crowd = Array.from({ length: 40 }, (_, at) =>
      forms.lookupOne(`r${at}.silent.org`, asker(at), signal),
    );
    const other = [
      forms.lookupOne('a.silent.co.uk', asker(1), signal),
      forms.lookupOne('a.quick.org', null, signal),
    ];
    expect(forms.size).toBe(3);
    const answers = await Promise.all(crowd);
    expect(answers.filter((facts) => facts === FACTS_SKIPPED)).toHaveLength(35);
    expect(answers.filter(({ dns }) => dns === 'timeout')).toHaveLength(5);
    expect((await Promise.all(other)).map(({ dns }) => dns)).toEqual(['timeout', 'ok']);
    expect([...distinct()].filter((name) => name.endsWith('.silent.org'))).toHaveLength(5);
    expect(forms.size).toBe(0);
    expect(await forms.lookupOne('late.silent.org', asker(99), signal)).toMatchObject({ dns: 'timeout' });
  });

  it('that leaves at once does not end its questions, and so frees no place', async () => {
    const leaving = new AbortController();
    const crowd = Array.from({ length: 5 }, (_, at) =>
      forms.lookupOne(`r${at}.silent.org`, asker(at), leaving.signal),
    );
    leaving.abort();
    expect((await Promise.all(crowd)).map(({ dns }) => dns)).toEqual(Array(5).fill('timeout'));
    expect(await forms.lookupOne('next.silent.org', asker(9), signal)).toBe(FACTS_SKIPPED);
  });

  it('with a secret key no more than with others, though it has no budget of its own', async () => {
    const crowd = Array.from({ length: 20 }, (_, at) => forms.lookupOne(`r${at}.silent.org`, null, signal));
    expect((await Promise.all(crowd)).filter((facts) => facts !== FACTS_SKIPPED)).toHaveLength(5);
  });
});

describe('beyond a budget', () => {
  const spent = { keyId: 'page', network: 'spent' };

  it('nothing new is asked, and what the form knows is still told', async () => {
    expect(await forms.lookupOne('a.quick.org', spent, signal)).toBe(FACTS_SKIPPED);
    await forms.lookupOne('a.quick.org', asker(1), signal);
    expect(await forms.lookupOne('a.quick.org', spent, signal)).toMatchObject({ mail: 'null-mx' });
    expect([...distinct()]).toEqual(['a.quick.org']);
  });

  it('the bundled providers are still known: they tell nothing about anybody', async () => {
    expect(await forms.lookupOne('gmail.com', spent, signal)).toMatchObject({ mail: 'null-mx' });
    expect(ownLookups.isKnown('gmail.com')).toBe(true);
  });
});
