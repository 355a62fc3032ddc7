// Releases over HTTP: what is asked and refused, what is released and proven, and when a file is no longer given.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../../db/connect.ts';
import { releaseSchema, releasesSchema } from '../../src/http/schemas/release.ts';
import { PURPOSES } from '../../src/model/consent.ts';
import { CONTENT_CLASSES, PHI_BASES, SOURCES } from '../../src/model/decision.ts';
import { verifyRelease } from '../../src/release/verify.ts';
import { trustedKeys } from '../../src/vault/public-keys.ts';
import { completeList, openTestInstallation, type TestInstallation, until } from '../support/installation.ts';
import { jsonOf, postCsv, postJson } from './json-request.ts';
import { importConsents, makeRelease, makeSender, type Release, WHOLE_DECLARATION } from './made-release.ts';
import { problemOf } from './problem-answer.ts';

const FILE = [
  'id,Email,"First, name"',
  '1,Ann@gmail.com,"Ann ""A"", R"',
  '2,bob@gmail.com,Bob',
  '3,out@gmail.com,Out',
  '4,nobody,Nobody',
  '5,ann@gmail.com,Ann again',
  '6,stranger@gmail.com,No consent',
  '7,x@nullmx.org,No mail',
  '8,cy@kelpworks.com,=Cy',
  '',
].join('\r\n');

let sluice: TestInstallation;
let list: string;
let marketing: string;
let transactional: string;
beforeAll(async () => {
  sluice = await openTestInstallation();
  await importConsents(sluice, [
    'ann@gmail.com',
    'bob@gmail.com',
    'out@gmail.com',
    'x@nullmx.org',
    'cy@kelpworks.com',
  ]);
  await suppress('out@gmail.com');
  list = (await completeList(sluice, FILE)).id;
  marketing = await makeSender(sluice);
  transactional = await makeSender(sluice, 'transactional');
});
afterAll(() => sluice.close());

const suppress = (address: string, more: Record<string, string> = {}) =>
  jsonOf(postJson(sluice, '/v1/suppressions', { address, reason: 'unsubscribe', ...more }));
const whole = (more: Record<string, unknown> = {}) => ({
  list,
  sender: marketing,
  ...WHOLE_DECLARATION,
  ...more,
});
const ask = (body: unknown) => postJson(sluice, '/v1/releases', body);
const fileOf = ({ id }: Pick<Release, 'id'>, query = '') => sluice.request(`/v1/releases/${id}/file${query}`);
const manifestOf = ({ id }: Pick<Release, 'id'>, query = '') =>
  sluice.request(`/v1/releases/${id}/manifest${query}`);

async function asOwner(statement: string, id: string): Promise<void> {
  const owner = openPool({ url: sluice.ownerUrl, applicationName: 'test', max: 1 });
  await owner.sql.unsafe(statement, [id]);
  await owner.close();
}

/** A list of its own, all of it released, so that no other test makes it stale. */
async function releaseAlone(addresses: readonly string[]): Promise<Release> {
  await importConsents(sluice, addresses);
  const own = await completeList(sluice, ['email', ...addresses].join('\n'));
  const release = await makeRelease(sluice, whole({ list: own.id }));
  expect(release).toMatchObject({ status: 'ready', counts: { released: addresses.length } });
  return release;
}

describe('a request', () => {
  it.each([
    ['no list', { list: undefined }, '/list'],
    ['no sender', { sender: undefined }, '/sender'],
    ['a list that is no id', { list: 'marker' }, '/list'],
    ['a list that is not there', { list: `lst_${'0'.repeat(32)}` }, '/list'],
    ['a sender that is not there', { sender: `snd_${'0'.repeat(32)}` }, '/sender'],
    ['a content that is none', { content: 'marker' }, '/content'],
    ['a basis that is none', { phi_basis: 'marker' }, '/phi_basis'],
    ['a remuneration that is neither', { remuneration: 'marker' }, '/remuneration'],
    ['a source that is none', { source: 'marker' }, '/source'],
    ['a purpose that is none', { purpose: 'marker' }, '/purpose'],
    ['a trigger without its reference', { trigger: { type: 'marker' } }, '/trigger/ref'],
    ['a trigger with more', { trigger: { type: 'a', ref: 'b', marker: 'c' } }, '/trigger'],
    ['a relationship without a time', { relationship: { active: true } }, '/relationship/attested_at'],
    [
      'a relationship with a date',
      { relationship: { active: true, attested_at: '2026-01-01' } },
      '/relationship/attested_at',
    ],
    [
      'a relationship attested tomorrow',
      { relationship: { active: true, attested_at: '2999-01-01T00:00:00Z' } },
      '/relationship/attested_at',
    ],
    ['an essential that is a text', { essential: 'marker' }, '/essential'],
    ['criteria that are a number', { criteria: 7 }, '/criteria'],
    ['columns that are a text', { columns: 'marker' }, '/columns'],
    ['a column that is a number', { columns: ['id', 7] }, '/columns/1'],
    ['a column that the list does not have', { columns: ['id', 'marker'] }, '/columns'],
    ['a stream', { stream: 'transactional' }, ''],
    ['a member that nobody knows', { marker: 'marker' }, ''],
  ])('with %s is 422 and says where', async (_, more, pointer) => {
    const problem = await problemOf(await ask(whole(more)), 'invalid-value');
    expect(problem.pointer).toBe(pointer);
    expect(JSON.stringify(problem)).not.toContain('marker');
  });

  it.each([
    ...CONTENT_CLASSES.map((content) => ({ content })),
    ...PHI_BASES.map((phi_basis) => ({ phi_basis })),
    ...PURPOSES.map((purpose) => ({ purpose })),
    ...[true, false, 'unknown'].map((remuneration) => ({ remuneration })),
    { relationship: { active: true, attested_at: '2026-11-01T10:00:00.000Z' } },
    { trigger: { type: 'appointment', ref: '4711' } },
    { criteria: 'age', category: 'news', content_check: 'cc_1', essential: true },
  ])('with %j is decided', async (more) => {
    const { status, counts, rows } = await makeRelease(sluice, whole(more));
    expect(status).toBe('ready');
    expect(counts.released + counts.held + counts.excluded).toBe(rows);
  });

  it('is answered before it is decided', async () => {
    const answer = await ask(whole());
    expect(answer.status).toBe(202);
    const accepted = { id: expect.stringMatching(/^rel_[0-9a-f]{32}$/), status: 'deciding' };
    expect(await answer.json()).toEqual(accepted);
  });

  it.each(SOURCES.filter((source) => source !== 'web_form'))(
    'with the source %s is 409: the list says another',
    async (source) => {
      await problemOf(await ask(whole({ source })), 'source-differs');
    },
  );

  it('without a source takes that of the list', async () => {
    expect((await makeRelease(sluice, whole({ source: undefined }))).status).toBe('ready');
  });
});

describe('a list that is held as a whole', () => {
  it.each([
    ['content', { content: undefined }, ['DECLARATION_MISSING']],
    ['phi_basis', { phi_basis: undefined }, ['DECLARATION_MISSING']],
    ['remuneration', { remuneration: undefined }, ['DECLARATION_MISSING']],
  ])('because %s was left out says so, and gives nothing out', async (_, more, reasons) => {
    const release = await makeRelease(sluice, whole(more));
    expect(release).toMatchObject({
      status: 'held',
      rows: 8,
      counts: { released: 0, held: 8, excluded: 0 },
      list_reasons: reasons,
      manifest: null,
      expires_at: null,
    });
    await problemOf(await fileOf(release), 'release-held');
    await problemOf(await manifestOf(release), 'release-held');
  });

  it('because a transactional message answers nothing says NO_TRIGGER', async () => {
    const release = await makeRelease(sluice, whole({ sender: transactional, content: 'payment' }));
    expect(release).toMatchObject({ status: 'held', list_reasons: ['NO_TRIGGER'] });
    const both = await makeRelease(sluice, whole({ sender: transactional, content: undefined }));
    expect(both.list_reasons).toEqual(['DECLARATION_MISSING', 'NO_TRIGGER']);
  });
});

describe('a release that is ready', () => {
  let release: Release;
  beforeAll(async () => {
    release = await makeRelease(sluice, whole());
  });

  it('counts every row once, and the primary reason of each that is not released', async () => {
    expect(releaseSchema.strict().parse(release)).toEqual({
      id: release.id,
      list,
      sender: marketing,
      status: 'ready',
      revision: 1,
      rows: 8,
      counts: { released: 3, held: 0, excluded: 5 },
      reasons: {
        SYNTAX_INVALID: 1,
        DUPLICATE: 1,
        SUPPRESSED_UNSUBSCRIBE: 1,
        NO_AFFIRMATIVE_CONSENT: 1,
        UNDELIVERABLE: 1,
      },
      list_reasons: [],
      policy: 'default@1',
      expires_at: expect.any(String),
      manifest: `/v1/releases/${release.id}/manifest`,
      failure: null,
    });
  });

  it('gives the file: number and address of each released row', async () => {
    const answer = await fileOf(release);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${release.id}.csv"`,
      'sluice-revision': '1',
      'cache-control': 'no-store',
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.toString()).toBe(
      'row,address\r\n1,Ann@gmail.com\r\n2,bob@gmail.com\r\n8,cy@kelpworks.com\r\n',
    );
    expect(Buffer.from(await (await fileOf(release, '?revision=1')).arrayBuffer())).toEqual(bytes);
  });

  it('gives a manifest that proves the file, to the byte the same each time', async () => {
    const answer = await manifestOf(release);
    expect(answer.headers.get('content-type')).toBe('application/json');
    const manifest = Buffer.from(await answer.arrayBuffer());
    expect(Buffer.from(await (await manifestOf(release, '?revision=1')).arrayBuffer())).toEqual(manifest);
    const file = Buffer.from(await (await fileOf(release)).arrayBuffer());
    const trusted = trustedKeys(sluice.installation.ring);
    const genuine = { genuine: true, release: release.id, rows: 3 };
    expect(verifyRelease(trusted, manifest, file, new Date())).toEqual(genuine);
    const changed = Buffer.concat([file, Buffer.from('9,eve@gmail.com\r\n')]);
    expect(verifyRelease(trusted, manifest, changed, new Date())).toMatchObject({ genuine: false });
    expect(JSON.parse(manifest.toString())).toMatchObject({
      release: release.id,
      counts: release.counts,
      reasons: release.reasons,
      declaration: WHOLE_DECLARATION,
      file: { sha256: createHash('sha256').update(file).digest('hex'), bytes: file.length, rows: 3 },
      expires_at: release.expires_at,
    });
  });

  it('has no other revision', async () => {
    await problemOf(await fileOf(release, '?revision=2'), 'not-found');
    await problemOf(await manifestOf(release, '?revision=2'), 'not-found');
    for (const revision of ['0', '1.5', 'x']) {
      const problem = await problemOf(await fileOf(release, `?revision=${revision}`), 'invalid-value');
      expect(problem.pointer).toBe('/query/revision');
    }
  });

  it('is found under its list, newest first', async () => {
    const later = await makeRelease(sluice, whole());
    const { releases } = releasesSchema.parse(await jsonOf(sluice.request(`/v1/releases?list=${list}`)));
    const at = releases.findIndex(({ id }) => id === release.id);
    expect(releases.slice(0, at).map(({ id }) => id)).toContain(later.id);
    expect(releases[at]).toEqual(release);
    const other = await completeList(sluice, 'ann@gmail.com\n');
    expect(await jsonOf(sluice.request(`/v1/releases?list=${other.id}`))).toEqual({ releases: [] });
    await problemOf(await sluice.request(`/v1/releases?list=lst_${'0'.repeat(32)}`), 'not-found');
    await problemOf(await sluice.request('/v1/releases?list=x'), 'invalid-value');
  });

  it('has the further columns that were asked for, and no others', async () => {
    const more = await makeRelease(sluice, whole({ columns: ['First, name', 'id'] }));
    expect(await (await fileOf(more)).text()).toBe(
      [
        'row,address,"First, name",id',
        '1,Ann@gmail.com,"Ann ""A"", R",1',
        '2,bob@gmail.com,Bob,2',
        '8,cy@kelpworks.com,=Cy,8',
        '',
      ].join('\r\n'),
    );
  });

  it('with no row to release gives a header and its proof', async () => {
    const empty = await completeList(sluice, 'email\n');
    const none = await makeRelease(sluice, whole({ list: empty.id }));
    expect(none).toMatchObject({ status: 'ready', rows: 0, counts: { released: 0, held: 0, excluded: 0 } });
    expect(await (await fileOf(none)).text()).toBe('row,address\r\n');
  });
});

describe('a file that has been overtaken', () => {
  it('by a suppression of one of its people is 409, and a new release leaves the person out', async () => {
    const release = await releaseAlone(['stale@gmail.com', 'stays@gmail.com']);
    expect((await fileOf(release)).status).toBe(200);
    await suppress('unrelated@gmail.com');
    expect((await fileOf(release)).status).toBe(200);
    await suppress('STALE@gmail.com');
    await problemOf(await fileOf(release), 'release-stale');
    expect((await manifestOf(release)).status).toBe(200);
    const anew = await makeRelease(sluice, whole({ list: release.list }));
    expect(await (await fileOf(anew)).text()).toBe('row,address\r\n2,stays@gmail.com\r\n');
  });

  it('is not, where the suppression is of another stream, list or sender', async () => {
    const release = await releaseAlone(['scoped@gmail.com']);
    const other = await completeList(sluice, 'ann@gmail.com\n');
    for (const scope of ['transactional', `list:${other.id}`, `sender:${transactional}`]) {
      await suppress('scoped@gmail.com', { scope });
      expect((await fileOf(release)).status).toBe(200);
    }
    await suppress('scoped@gmail.com', { scope: `list:${release.list}` });
    await problemOf(await fileOf(release), 'release-stale');
  });

  it.each([
    [
      'an import',
      () => postCsv(sluice, '/v1/suppressions/import', 'address,reason\nvia-import@gmail.com,manual\n'),
      'via-import@gmail.com',
    ],
    ['another spelling', () => suppress('via.spelling+x@gmail.com'), 'viaspelling@gmail.com'],
    [
      'a contact who is a minor',
      () => postCsv(sluice, '/v1/contacts/import', 'address,is_minor\nvia-minor@gmail.com,true\n'),
      'via-minor@gmail.com',
    ],
  ])('by %s is 409', async (_, overtake, address) => {
    const release = await releaseAlone([address]);
    await overtake();
    await problemOf(await fileOf(release), 'release-stale');
  });

  it('by its own time is 410, and keeps its proof', async () => {
    const release = await releaseAlone(['expired@gmail.com']);
    await asOwner(
      `UPDATE releases SET expires_at = now() - interval '1 second' WHERE public_id = $1`,
      release.id,
    );
    await problemOf(await fileOf(release), 'release-expired');
    expect(await jsonOf(sluice.request(`/v1/releases/${release.id}`))).toMatchObject({ status: 'expired' });
    expect((await manifestOf(release)).status).toBe(200);
  });

  it('by the end of a consent is 409', async () => {
    const ends = new Date(Date.now() + 5_000).toISOString();
    const header = 'address,kind,signed_at,capture_point,expires_at';
    const consent = `consent-ends@gmail.com,can_spam_affirmative,2026-01-05,web_form,${ends}`;
    await jsonOf(postCsv(sluice, '/v1/consents/import', `${header}\r\n${consent}\r\n`));
    const own = await completeList(sluice, 'email\nconsent-ends@gmail.com\n');
    const release = await makeRelease(sluice, whole({ list: own.id }));
    expect(release.counts.released).toBe(1);
    const refused = await until(async () => {
      const answer = await fileOf(release);
      return answer.ok ? null : answer;
    });
    await problemOf(refused, 'release-stale');
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(ends) - 1_000);
  });

  it('by the deletion of its list is 410; what was released stays provable', async () => {
    const release = await releaseAlone(['deleted@gmail.com']);
    expect((await sluice.request(`/v1/lists/${release.list}`, { method: 'DELETE' })).status).toBe(204);
    await problemOf(await fileOf(release), 'list-deleted');
    expect((await manifestOf(release)).status).toBe(200);
    expect(await jsonOf(sluice.request(`/v1/releases/${release.id}`))).toMatchObject({ status: 'ready' });
  });
});

describe('while a release is being decided', () => {
  it('its file is not there yet, and its list cannot be deleted', async () => {
    const { id } = await releaseAlone(['deciding@gmail.com']);
    const release = await jsonOf<Release>(sluice.request(`/v1/releases/${id}`));
    await asOwner(`UPDATE releases SET status = 'deciding' WHERE public_id = $1`, id);
    await problemOf(await fileOf(release), 'release-not-ready');
    await problemOf(await manifestOf(release), 'release-not-ready');
    await problemOf(await sluice.request(`/v1/lists/${release.list}`, { method: 'DELETE' }), 'list-in-use');
  });

  it('that failed gives nothing out', async () => {
    const release = await releaseAlone(['failed@gmail.com']);
    await asOwner(
      `UPDATE releases SET status = 'failed', failure = 'fail-closed' WHERE public_id = $1`,
      release.id,
    );
    await problemOf(await fileOf(release), 'fail-closed');
    expect(await jsonOf(sluice.request(`/v1/releases/${release.id}`))).toMatchObject({
      status: 'failed',
      manifest: null,
    });
  });
});

it.each(['', '/file', '/manifest'])('a release that is not there is 404 (%s)', async (path) => {
  await problemOf(await sluice.request(`/v1/releases/rel_${'0'.repeat(32)}${path}`), 'not-found');
});
