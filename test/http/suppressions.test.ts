// Suppressions: in force at once, alike for known and unknown people, and found only by an audited search.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { foundSuppressionsSchema, reportSchema } from '../../src/http/schemas/people.ts';
import { SUPPRESSION_REASONS } from '../../src/model/suppression.ts';
import { openTestInstallation, type TestInstallation } from '../support/installation.ts';
import { jsonOf, postCsv, postJson } from './json-request.ts';
import { problemOf } from './problem-answer.ts';

let sluice: TestInstallation;
beforeAll(async () => {
  sluice = await openTestInstallation({ worker: false });
});
afterAll(() => sluice.close());

const add = (line: object) => postJson(sluice, '/v1/suppressions', line);
const importFile = async (file: string) =>
  reportSchema.strict().parse(await jsonOf(postCsv(sluice, '/v1/suppressions/import', file)));

async function search(address: string): Promise<z.infer<typeof foundSuppressionsSchema>['suppressions']> {
  const answer = await jsonOf(postJson(sluice, '/v1/suppressions/search', { address }));
  return foundSuppressionsSchema.strict().parse(answer).suppressions;
}

describe('a suppression', () => {
  it('is answered alike for a new and a known address', async () => {
    const answers = [];
    for (let time = 0; time < 2; time += 1) {
      const answer = await add({ address: 'twice@gmail.com', reason: 'unsubscribe' });
      answers.push([answer.status, await answer.text()]);
    }
    expect(answers[0]).toEqual([200, '{"status":"recorded"}']);
    expect(answers[1]).toEqual(answers[0]);
    expect(await search('twice@gmail.com')).toHaveLength(2);
  });

  it.each([
    ['unsubscribe', 'marketing'],
    ['authorization_revoked', 'marketing'],
    ['unengaged_sunset', 'marketing'],
    ['fundraising_optout', 'marketing'],
    ['minor', 'marketing'],
    ['wrong_person', 'all'],
    ['hard_bounce_mailbox', 'all'],
  ])('for %s reaches %s', async (reason, scope) => {
    await jsonOf(add({ address: `${reason}@gmail.com`, reason }));
    expect(await search(`${reason}@gmail.com`)).toMatchObject([{ reason, scope, expires_at: null }]);
  });

  it('keeps its scope and end, and meets every spelling of the address', async () => {
    const expires_at = '2099-12-31T00:00:00Z';
    await jsonOf(
      add({ address: 'Mary.Roe@Gmail.com', reason: 'manual', scope: 'transactional', expires_at }),
    );
    expect(await search(' <mary.roe@GMAIL.COM> ')).toEqual([
      {
        id: expect.stringMatching(/^sup_[0-9a-f]{32}$/),
        reason: 'manual',
        scope: 'transactional',
        received_at: expect.any(String),
        expires_at: '2099-12-31T00:00:00.000Z',
      },
    ]);
  });

  it('may be back-dated, and never dated ahead', async () => {
    await jsonOf(
      add({ address: 'past@gmail.com', reason: 'unsubscribe', received_at: '2026-01-05T10:00:00Z' }),
    );
    expect(await search('past@gmail.com')).toMatchObject([{ received_at: '2026-01-05T10:00:00.000Z' }]);
    const ahead = new Date(Date.now() + 60_000).toISOString();
    const answer = await add({ address: 'ahead@gmail.com', reason: 'unsubscribe', received_at: ahead });
    expect((await problemOf(answer, 'invalid-value')).detail).toMatch(
      /^received_at: The time lies in the future/,
    );
    expect(await search('ahead@gmail.com')).toEqual([]);
  });

  it.each([
    ['no reason', { address: 'marker@gmail.com' }],
    ['an unknown reason', { address: 'marker@gmail.com', reason: 'marker' }],
    ['a reason about the sender', { address: 'marker@gmail.com', reason: 'sender_block' }],
    ['an unknown scope', { address: 'marker@gmail.com', reason: 'manual', scope: 'marker' }],
    ['no person', { reason: 'manual' }],
    ['a person and a domain', { address: 'marker@gmail.com', domain: 'marker.com', reason: 'manual' }],
    ['no address', { address: 'marker', reason: 'manual' }],
    ['no domain', { domain: 'marker marker', reason: 'manual' }],
    ['no hash', { hash: 'marker', reason: 'manual' }],
    ['a member that is not known', { address: 'a@gmail.com', reason: 'manual', 'marker@gmail.com': '1' }],
    ['a number', { address: 7, reason: 'manual' }],
  ])('with %s is refused', async (_, line) => {
    const problem = await problemOf(await add(line), 'invalid-value');
    expect(JSON.stringify(problem)).not.toMatch(/marker/);
  });
});

describe('an import', () => {
  it('takes addresses, domains and hashes', async () => {
    const sha256 = createHash('sha256').update('hashed@gmail.com').digest('hex');
    const md5 = createHash('md5').update('hashed@gmail.com').digest('hex');
    const file = `address,domain,hash,reason\na@gmail.com,,,manual\n,spam.org,,domain_block\n,,${sha256},litigator\n,,${md5},litigator\n`;
    expect(await importFile(file)).toMatchObject({
      lines: 4,
      accepted: 4,
      duplicate: 0,
      rejected_count: 0,
      rejected: [],
    });
  });

  it('takes every reason of the list', async () => {
    const lines = SUPPRESSION_REASONS.map((reason) => `every@gmail.com,${reason}`);
    const report = await importFile(['address,reason', ...lines].join('\n'));
    expect(report).toMatchObject({ lines: lines.length, accepted: lines.length });
    expect(new Set((await search('every@gmail.com')).map(({ reason }) => reason))).toEqual(
      new Set(SUPPRESSION_REASONS),
    );
  });

  it('names each refused line by its row and code', async () => {
    const file = [
      'Address;Reason;Scope;Received-At',
      'ok@gmail.com;unsubscribe;;',
      'marker;unsubscribe;;',
      'b@gmail.com;marker;;',
      'c@gmail.com;content;;',
      '',
      'd@gmail.com;manual;marker;',
      'e@gmail.com;manual;;2999-01-01',
      'f@gmail.com;;;',
    ].join('\r\n');
    const report = await importFile(file);
    expect(report.rejected.map(({ row, code }) => [row, code])).toEqual([
      [2, 'address-invalid'],
      [3, 'reason-unknown'],
      [4, 'reason-without-effect'],
      [6, 'scope-unknown'],
      [7, 'time-in-future'],
      [8, 'value-missing'],
    ]);
    expect(report).toMatchObject({ lines: 7, accepted: 1, rejected_count: 6 });
    expect(JSON.stringify(report)).not.toContain('marker');
  });

  it('counts as duplicate what the file says twice, and nothing else', async () => {
    await jsonOf(add({ address: 'dup@gmail.com', reason: 'unsubscribe' }));
    const lines = ['dup@gmail.com,unsubscribe', 'DUP@gmail.com,unsubscribe', 'dup@gmail.com,complaint_fbl'];
    expect(await importFile(['address,reason', ...lines].join('\n'))).toMatchObject({
      accepted: 2,
      duplicate: 1,
    });
  });

  it('is answered the same the second time', async () => {
    const file =
      'address,reason\nx@gmail.com,unsubscribe\nx@gmail.com,unsubscribe\ny@gmail.com,nothing\nz@gmail.com,manual\n';
    const texts = [];
    for (let time = 0; time < 2; time += 1) {
      const answer = await postCsv(sluice, '/v1/suppressions/import', file);
      texts.push([answer.status, (await answer.text()).replace(/"imp_[0-9a-f]{32}"/, '""')]);
    }
    expect(texts[1]).toEqual(texts[0]);
  });
});

describe('a search', () => {
  it('finds nothing for a stranger', async () => {
    expect(await search('stranger@gmail.com')).toEqual([]);
  });

  it('leaves its event whether it finds or not', async () => {
    const { audit } = sluice.installation.database;
    const before = await audit.count();
    await search('twice@gmail.com');
    await search('stranger@gmail.com');
    expect(await audit.count()).toBe(before + 2);
  });

  it('for no address is refused without repeating it', async () => {
    const answer = await postJson(sluice, '/v1/suppressions/search', { address: 'marker at gmail' });
    const problem = await problemOf(answer, 'invalid-value');
    expect(problem).toMatchObject({ pointer: '/address', detail: 'Expected an address.' });
  });
});
