// What the organisation knows itself: its lists of domains and addresses, and what happened to its mail.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool, type Pool } from '../../db/connect.ts';
import { createApiKeys } from '../../src/pipeline/api-keys.ts';
import {
  completeList,
  openTestInstallation,
  SMALL_ZONE,
  type TestInstallation,
} from '../support/installation.ts';
import { jsonOf, postCsv, postJson } from './json-request.ts';
import { problemOf } from './problem-answer.ts';

const ORIGIN = 'https://clinic.org';
const ZONE = [SMALL_ZONE, '*.own.org MX 10 mx.kelpworks.com', 'own.org MX 10 mx.kelpworks.com'].join('\n');

interface Row {
  readonly cells: readonly string[];
  readonly verdict: string;
  readonly reason: string;
  readonly evidence: string;
  readonly toxicity: number;
  readonly toxicity_signals: readonly string[];
  readonly local_list?: string;
}
interface ListView {
  readonly counts: Record<string, number>;
  readonly reasons: Record<string, number>;
  readonly reference_versions: Record<string, string>;
}

let sluice: TestInstallation;
let owner: Pool;
beforeAll(async () => {
  sluice = await openTestInstallation({ zone: ZONE });
  owner = openPool({ url: sluice.ownerUrl, applicationName: 'test', max: 1 });
});
afterAll(async () => {
  await owner.close();
  await sluice.close();
});

let made = 0;
/** An address of which nothing is known yet. */
function fresh(domain = 'kelpworks.com'): string {
  made += 1;
  return `person.${made}@${domain}`;
}

const put = (list: 'allow' | 'block', ...domains: string[]) =>
  jsonOf<{ changed: number }>(postJson(sluice, '/v1/local-lists', { list, domains }));
const unlist = (...domains: string[]) =>
  jsonOf<{ changed: number }>(postJson(sluice, '/v1/local-lists/remove', { domains }));
const suppress = (address: string, reason: string, more: object = {}) =>
  jsonOf(postJson(sluice, '/v1/suppressions', { address, reason, ...more }));

/** Uploads addresses and gives the rows of their results, and the list's id. */
async function verified(...addresses: string[]): Promise<{ id: string; rows: Row[] }> {
  const { id } = await completeList(sluice, `email\n${addresses.join('\n')}\n`);
  const { results } = await jsonOf<{ results: Row[] }>(sluice.request(`/v1/lists/${id}/results?format=json`));
  return { id, rows: results };
}
async function rowOf(address: string): Promise<Row> {
  const { rows } = await verified(address);
  return rows[0] as Row;
}
const events = async (act: string) =>
  (
    await owner.sql<{ details: string }[]>`SELECT details FROM audit_events WHERE act = ${act} ORDER BY id`
  ).map(({ details }) => JSON.parse(details) as object);

describe('the local lists', () => {
  it('take domains however they are written, and show them with the day of the last change', async () => {
    expect(await put('block', 'One.Own.ORG', '@two.own.org', 'bücher.own.org', 'one.own.org')).toEqual({
      changed: 3,
    });
    expect(await put('block', 'one.own.org')).toEqual({ changed: 0 });
    expect(await put('allow', 'two.own.org')).toEqual({ changed: 1 });
    const shown = await jsonOf<Record<'allow' | 'block', { version: string; domains: { domain: string }[] }>>(
      sluice.request('/v1/local-lists'),
    );
    const names = (list: 'allow' | 'block') => shown[list].domains.map(({ domain }) => domain);
    expect([names('allow'), names('block')]).toEqual([
      ['two.own.org'],
      ['one.own.org', 'xn--bcher-kva.own.org'],
    ]);
    expect(shown.allow.version).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(await unlist('two.own.org', 'one.own.org', 'never.own.org')).toEqual({ changed: 2 });
    expect(await events('local-list.add')).toEqual([
      { domains: 3, list: 'block' },
      { domains: 0, list: 'block' },
      { domains: 1, list: 'allow' },
    ]);
    expect(await events('local-list.remove')).toEqual([{ domains: 2 }]);
    expect(await events('local-list.read')).toHaveLength(1);
  });

  it('refuse what is no domain, without repeating it, and then change nothing', async () => {
    const answer = await postJson(sluice, '/v1/local-lists', {
      list: 'block',
      domains: ['good.own.org', 'ann@secret.own.org'],
    });
    const problem = await problemOf(answer, 'invalid-value');
    expect(problem).toMatchObject({ pointer: '/domains/1' });
    expect(JSON.stringify(problem)).not.toContain('secret');
    expect(await unlist('good.own.org')).toEqual({ changed: 0 });
  });

  it('hold nothing in clear, and keep what was taken off', async () => {
    await put('block', 'kept.own.org');
    await unlist('kept.own.org');
    const [kept] = await owner.sql<{ whole: string; ended: boolean }[]>`
      SELECT row_to_json(d)::text AS whole, removed_at IS NOT NULL AS ended
      FROM local_domains d ORDER BY id DESC LIMIT 1`;
    expect(kept?.ended).toBe(true);
    expect(Buffer.from(kept?.whole ?? '').toString('latin1')).not.toMatch(/kept|own\.org/);
  });

  it('win over the bundled lists in the results of a list, the nearest entry over those above it', async () => {
    await put('block', 'own.org');
    await put('allow', 'yopmail.com', 'good.own.org');
    const { id, rows } = await verified(
      'a@own.org',
      'b@deep.own.org',
      'c@good.own.org',
      'd@x.good.own.org',
      'e@gmail.com',
    );
    expect(rows.map(({ verdict, reason, local_list }) => [verdict, reason, local_list])).toEqual([
      ['risky', 'disposable', 'local-block'],
      ['risky', 'disposable', 'local-block'],
      ['deliverable', 'ok', 'local-allow'],
      ['deliverable', 'ok', 'local-allow'],
      ['deliverable', 'ok', undefined],
    ]);
    const list = await jsonOf<ListView>(sluice.request(`/v1/lists/${id}`));
    expect(list.reasons).toEqual({ disposable: 2, ok: 3 });
    const { 'local-allow': allow, 'local-block': block } = list.reference_versions;
    expect([allow, block].every((version) => /^\d{4}-\d\d-\d\d$/.test(version ?? ''))).toBe(true);
    await unlist('own.org', 'yopmail.com', 'good.own.org');
    expect((await rowOf('a@own.org')).reason).toBe('ok');
  });
});

describe('lists of addresses', () => {
  const load = (list: string, file: string) => postCsv(sluice, `/v1/${list}/import`, file);

  it.each([
    ['traps', 'trap'],
    ['litigators', 'litigator'],
    ['complainers', 'complainer'],
  ])('of %s make a row toxic, and name the signal', async (list, signal) => {
    const [listed, other] = [fresh(), fresh()];
    await jsonOf(load(list, `address\n"${listed.toUpperCase()}"\n`));
    const { rows } = await verified(listed, other);
    expect(
      rows.map(({ reason, toxicity, toxicity_signals }) => [reason, toxicity, toxicity_signals]),
    ).toEqual([
      ['toxic', 5, [signal]],
      ['ok', 0, []],
    ]);
    await jsonOf(postJson(sluice, '/v1/address-lists/remove', { list, address: listed }));
    expect((await rowOf(listed)).reason).toBe('ok');
    expect((await events('address-list.remove')).at(-1)).toEqual({ list });
  });

  it.each(['md5', 'sha256'])('are found by a published hash (%s)', async (algorithm) => {
    const listed = fresh();
    const hash = createHash(algorithm).update(listed).digest('hex');
    await jsonOf(load('traps', `hash\n${hash}\n`));
    expect(await rowOf(listed)).toMatchObject({ reason: 'toxic', toxicity_signals: ['trap'] });
    await jsonOf(postJson(sluice, '/v1/address-lists/remove', { list: 'traps', hash }));
    expect((await rowOf(listed)).toxicity_signals).toEqual([]);
  });

  it('take addresses and hashes, and no domains; twice is once', async () => {
    const address = fresh();
    const report = await jsonOf<{ accepted: number; duplicate: number; rejected: { code: string }[] }>(
      load('litigators', `address\n${address}\n${address.toUpperCase()}\n@kelpworks.com\nno address\n`),
    );
    expect(report).toMatchObject({ accepted: 1, duplicate: 1 });
    expect(report.rejected.map(({ code }) => code)).toEqual(['address-invalid', 'address-invalid']);
    await jsonOf(load('litigators', `address\n${address}\n`));
    const [stored] = await owner.sql`SELECT count(*)::int AS n FROM listed_addresses
      WHERE list = 'litigators' AND removed_at IS NULL`;
    expect(stored?.['n']).toBe(1);
    await problemOf(await load('traps', 'domain\nkelpworks.com\n'), 'columns-missing');
  });
});

describe('the history of a mailbox', () => {
  const ROWS: readonly (readonly [string, object, string, number, readonly string[]])[] = [
    ['hard_bounce_mailbox', {}, 'hard-bounce-history', 3, ['hard-bounce']],
    ['complaint_fbl', {}, 'toxic', 4, ['complaint']],
    ['unsubscribe', {}, 'ok', 1, ['unsubscribe']],
    ['unsubscribe', { scope: 'transactional' }, 'ok', 1, ['unsubscribe']],
    ['litigator', {}, 'ok', 0, []],
    ['deceased', {}, 'ok', 0, []],
    ['hard_bounce_mailbox', { expires_at: '2020-01-01' }, 'ok', 0, []],
  ];

  it.each(ROWS)('a suppression by %s %o makes it %s, toxicity %i by %j', async (...row) => {
    const [reason, more, verdict, toxicity, signals] = row;
    const address = fresh();
    await suppress(address, reason, more);
    expect(await rowOf(address)).toMatchObject({ reason: verdict, toxicity, toxicity_signals: signals });
  });

  it('a hashed one counts alike', async () => {
    const address = fresh();
    const hash = createHash('sha256').update(address).digest('hex');
    await jsonOf(postJson(sluice, '/v1/suppressions', { hash, reason: 'hard_bounce_mailbox' }));
    expect((await rowOf(address)).reason).toBe('hard-bounce-history');
  });

  it.each([
    ['89 days', 'mailbox'],
    ['91 days', 'domain'],
  ])('a click %s ago is evidence of the %s', async (ago, evidence) => {
    const address = fresh();
    await jsonOf(postCsv(sluice, '/v1/contacts/import', `address\n${address}\n`));
    await owner.sql`UPDATE contacts SET last_engaged_at = now() - ${ago}::interval WHERE last_engaged_at IS NULL`;
    expect(await rowOf(address)).toMatchObject({ reason: 'ok', evidence });
  });
});

describe('T3 · who may not read about people asks with a list of one row, or a form', () => {
  const uploadKey = () => sluice.key('upload');

  it.each(['hard_bounce_mailbox', 'complaint_fbl', 'unsubscribe'])(
    'an upload key sees the same counts whether somebody is known by %s or not',
    async (reason) => {
      const [known, unknown] = [fresh(), fresh()];
      await suppress(known, reason);
      const headers = { authorization: `Bearer ${await uploadKey()}` };
      const seen = async (address: string) => {
        const { id } = await verified(address);
        const { counts, reasons, reference_versions } = await jsonOf<ListView>(
          sluice.app.request(`/v1/lists/${id}`, { headers }),
        );
        const { lists } = await jsonOf<{ lists: (ListView & { id: string })[] }>(
          sluice.app.request('/v1/lists', { headers }),
        );
        const one = lists.find((list) => list.id === id);
        expect([one?.counts, one?.reasons]).toEqual([counts, reasons]);
        return { counts, reasons, names: Object.keys(reference_versions) };
      };
      expect(await seen(known)).toEqual(await seen(unknown));
    },
  );

  it('an upload key sees neither a local list nor a list of addresses, and its counts add up', async () => {
    const listed = fresh();
    await put('block', 'own.org');
    await jsonOf(postCsv(sluice, '/v1/traps/import', `address\n${listed}\n`));
    const { id } = await verified(listed, 'a@own.org', 'b@gmail.com');
    const headers = { authorization: `Bearer ${await uploadKey()}` };
    const view = await jsonOf<ListView>(sluice.app.request(`/v1/lists/${id}`, { headers }));
    expect(view.reasons).toEqual({ ok: 3 });
    expect(view.counts).toEqual({ deliverable: 3, risky: 0, undeliverable: 0, unknown: 0 });
    expect(Object.keys(view.reference_versions)).not.toContain('traps');
    expect(Object.keys(view.reference_versions)).not.toContain('local-block');
    const whole = await jsonOf<ListView>(sluice.request(`/v1/lists/${id}`));
    expect(whole.reasons).toEqual({ toxic: 1, disposable: 1, ok: 1 });
    await unlist('own.org');
  });

  it('a form is told the bundled lists alone; a key that may read about people, the local ones too', async () => {
    const narrow = await createApiKeys(sluice.installation.database).create(
      { name: 'test', personId: null },
      { name: 'form', role: 'service', scopes: ['validate'], origins: [], person: 'tester' },
    );
    const askers = {
      publishable: { authorization: `Bearer ${await sluice.key('publishable', [ORIGIN])}`, origin: ORIGIN },
      'validate only': { authorization: `Bearer ${narrow}` },
    };
    const ask = async (headers: Record<string, string>) => {
      const result = await jsonOf<Record<string, unknown>>(
        postJson(sluice, '/v1/validate', { address: 'ann@sub.own.org' }, headers),
      );
      return { ...result, checked_at: '' };
    };
    const before = { form: await ask(askers.publishable), server: await ask(askers['validate only']) };
    await put('block', 'own.org');
    expect(await ask({})).toMatchObject({
      verdict: 'risky',
      reason: 'disposable',
      domain: { disposable: true },
    });
    expect({ form: await ask(askers.publishable), server: await ask(askers['validate only']) }).toEqual(
      before,
    );
    await unlist('own.org');
    expect(await ask({})).toMatchObject({ verdict: 'deliverable' });
  });
});
