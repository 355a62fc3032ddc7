// Opt-outs at every moment around a download, over HTTP: who left before it began is in no byte of it.
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import type { TransactionSql } from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool, type Pool } from '../../../db/connect.ts';
import { type Listening, listen } from '../../../src/http/listen.ts';
import {
  completeList,
  openTestInstallation,
  SMALL_ZONE,
  type TestInstallation,
  until,
} from '../../support/installation.ts';
import {
  addressesOf,
  askRelease,
  createSender,
  csvOf,
  decideNow,
  findRelease,
  importLines,
  NEWSLETTER,
  postJson,
} from './release-desk.ts';

/** Enough for two chunks, so that a download takes a while. */
const READERS = 5_500;
const DOWNLOADS = 50;
const PER_ROUND = 5;

/** Each leaves in another way; each has a domain of its own, because some leave by it. */
const leaverAt = (n: number) => `leaver${n}@d${n}.kelpworks.com`;

let sluice: TestInstallation;
let owner: Pool;
let listening: Listening;
let key: string;
/** A release of the long list, and of the leavers alone. */
let request: { list: string; sender: string } & typeof NEWSLETTER;
let short: typeof request;
beforeAll(async () => {
  sluice = await openTestInstallation({
    zone: `${SMALL_ZONE}\n*.kelpworks.com MX 10 mx.kelpworks.com\n`,
  });
  owner = openPool({ url: sluice.ownerUrl, applicationName: 'test races', max: 2 });
  listening = await listen(sluice.services, { host: '127.0.0.1', port: 0 });
  key = await sluice.key('service');
  const leavers = Array.from({ length: 40 }, (_, n) => leaverAt(n));
  const readers = Array.from({ length: READERS }, (_, n) => `reader${n}@kelpworks.com`);
  const people = [...leavers, ...readers];
  const listOf = async (addresses: readonly string[]) =>
    (await completeList(sluice, csvOf(addresses.map((email) => ({ email }))))).id;
  const sender = await createSender(sluice, 'marketing');
  request = { ...NEWSLETTER, list: await listOf(people), sender };
  short = { ...NEWSLETTER, list: await listOf(leavers), sender };
  const consent = { kind: 'can_spam_affirmative', signed_at: '2026-01-01', capture_point: 'web_form' };
  await importLines(
    sluice,
    'consents',
    people.map((address) => ({ address, ...consent })),
  );
});
afterAll(async () => {
  await listening.close();
  await owner.close();
  await sluice.close();
});

interface Download {
  readonly status: number;
  readonly text: string;
  /** The connection broke before the file was whole. */
  readonly cut: boolean;
}

async function download(id: string): Promise<Download> {
  const answer = await fetch(`http://127.0.0.1:${listening.port}/v1/releases/${id}/file`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const parts: Uint8Array[] = [];
  const cut = await Array.fromAsync(answer.body ?? [], (part: Uint8Array) => parts.push(part)).then(
    () => false,
    () => true,
  );
  return { status: answer.status, text: Buffer.concat(parts).toString('utf8'), cut };
}

/** The file as the manifest proves it. */
async function provenSha256(id: string): Promise<string> {
  const manifest = await (await sluice.request(`/v1/releases/${id}/manifest`)).json();
  return (manifest as { file: { sha256: string } }).file.sha256;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

async function suppress(line: Record<string, string>): Promise<void> {
  const answer = await postJson(sluice, '/v1/suppressions', line);
  expect(answer.status).toBe(200);
}

async function revoke(address: string): Promise<void> {
  await importLines(sluice, 'suppressions', [{ address, reason: 'authorization_revoked' }]);
}

/** Every way out that there is; each answers when it counts. */
const WAYS_OUT: readonly ((address: string) => Promise<void>)[] = [
  (address) => suppress({ address, reason: 'unsubscribe' }),
  revoke,
  (address) => suppress({ domain: address.split('@')[1] ?? '', reason: 'manual' }),
  (address) => suppress({ hash: sha256(address), reason: 'manual' }),
  (address) => importLines(sluice, 'contacts', [{ address, confidential: true }]),
];

/** Keeps everybody else from a table until it is released. */
async function holdTable(table: string): Promise<{ release(): Promise<void> }> {
  const locked = Promise.withResolvers<void>();
  const done = Promise.withResolvers<void>();
  const transaction = owner.sql.begin(async (held) => {
    await held.unsafe(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    locked.resolve();
    await done.promise;
  });
  await locked.promise;
  return {
    async release() {
      done.resolve();
      await transaction;
    },
  };
}

/** Somebody waits for a table that is held. */
function untilWaitsFor(table: string): Promise<true> {
  return until(async () => {
    const waiting = await owner.sql`
      SELECT FROM pg_locks WHERE relation = ${table}::regclass AND NOT granted`;
    return waiting.length > 0 ? true : null;
  });
}

/** A release that is decided while a change has been made and is not yet committed; then it is. */
async function decidedWhile(change: (held: TransactionSql) => Promise<unknown>) {
  return owner.sql.begin(async (held) => {
    await change(held);
    const release = await decideNow(sluice, short);
    expect(release.status).toBe('ready');
    return release;
  });
}

/** When everybody sets out, in milliseconds; the same in every run. */
const MOMENTS = fc.sample(
  fc.record({
    leaves: fc.integer({ min: 0, max: 60 }),
    downloads: fc.array(fc.integer({ min: 0, max: 120 }), { minLength: PER_ROUND, maxLength: PER_ROUND }),
  }),
  { numRuns: DOWNLOADS / PER_ROUND, seed: 20261122 },
);

describe('T14 · the file goes out after the unsubscribe', () => {
  it('50 downloads around an opt-out: none that began after it holds the person, each before is exact or cut', async () => {
    const seen = { before: 0, after: 0 };
    for (const [n, { leaves, downloads }] of MOMENTS.entries()) {
      const address = leaverAt(n);
      const { id, status } = await decideNow(sluice, request);
      expect(status).toBe('ready');
      const proven = await provenSha256(id);
      let acknowledged = false;
      const leaving = sleep(leaves)
        .then(() => WAYS_OUT[n % WAYS_OUT.length]?.(address))
        .then(() => {
          acknowledged = true;
        });
      const fetched = downloads.map(async (moment) => {
        await sleep(moment);
        const late = acknowledged;
        const { status, text, cut } = await download(id);
        seen[late ? 'after' : 'before'] += 1;
        if (late || status !== 200) {
          expect({ status, ...JSON.parse(text) }).toMatchObject({ status: 409, code: 'release-stale' });
        } else if (!cut) {
          expect(sha256(text)).toBe(proven);
          expect(addressesOf(text)).toContain(address);
        }
      });
      await Promise.all([leaving, ...fetched]);
      expect((await download(id)).status).toBe(409);
    }
    expect(seen.before + seen.after).toBe(DOWNLOADS);
    expect(Math.min(seen.before, seen.after)).toBeGreaterThan(5);
  });

  it('a download that waits before its first byte looks again: who left meanwhile is not in it', async () => {
    const { id } = await decideNow(sluice, short);
    const held = await holdTable('release_chunks');
    const waiting = download(id);
    await untilWaitsFor('release_chunks');
    await suppress({ address: leaverAt(20), reason: 'unsubscribe' });
    await held.release();
    expect((await waiting).status).toBe(409);
  });

  it.each([
    ['a revocation', 21, 'revoked_at = now()'],
    ['a revocation that is said to be a month old', 22, `revoked_at = now() - interval '30 days'`],
    ['an event that is said to be a month old', 23, `event_at = now() - interval '30 days'`],
    ['an invalidation', 24, 'invalidated_at = now()'],
    ['a narrower consent in its place', 25, 'superseded_at = now()'],
  ])('%s on its way while the release is decided makes its file stale', async (_, n, change) => {
    const { id } = await decidedWhile((held) =>
      held.unsafe(`UPDATE consents SET ${change} WHERE id = (SELECT min(id) + ${n} FROM consents)`),
    );
    expect((await download(id)).status).toBe(409);
    const anew = await decideNow(sluice, short);
    expect(addressesOf((await download(anew.id)).text)).not.toContain(leaverAt(n));
  });

  it('a contact on its way while the release is decided makes its file stale', async () => {
    await importLines(sluice, 'contacts', [{ address: leaverAt(26), residence_state: 'CO' }]);
    const { id } = await decidedWhile((held) => held.unsafe('UPDATE contacts SET is_minor = true'));
    expect((await download(id)).status).toBe(409);
  });

  it('an end that was known of and has come since makes a file stale; one that lies ahead does not', async () => {
    const end = async (when: string) =>
      owner.sql.unsafe(
        `UPDATE consents SET event_at = now() + interval '${when}' WHERE id = (SELECT min(id) + 27 FROM consents)`,
      );
    await end('1 hour');
    const ahead = await decideNow(sluice, short);
    expect((await download(ahead.id)).status).toBe(200);
    await end('3 seconds');
    const soon = await decideNow(sluice, short);
    await sleep(3_000);
    expect((await download(soon.id)).status).toBe(409);
  });

  it('an import that runs while a release is asked for counts: nobody whom it names is released', async () => {
    const gate = Promise.withResolvers<void>();
    const address = leaverAt(30);
    async function* lines() {
      yield Buffer.from('address,reason\r\n');
      await gate.promise;
      yield Buffer.from(`${address},unsubscribe\r\n`);
    }
    const importing = sluice.request('/v1/suppressions/import', {
      method: 'POST',
      body: ReadableStream.from(lines()) as ReadableStream<Uint8Array>,
      headers: { 'content-type': 'text/csv' },
      duplex: 'half',
    } as RequestInit);
    await until(async () => {
      const running = await owner.sql`SELECT FROM imports WHERE status = 'running'`;
      return running.length > 0 ? true : null;
    });
    const id = await askRelease(sluice, short);
    await sleep(1_000);
    expect((await findRelease(sluice, id)).status).toBe('deciding');
    gate.resolve();
    expect((await importing).status).toBe(200);
    const release = await until(async () => {
      const found = await findRelease(sluice, id);
      return found.status === 'deciding' ? null : found;
    });
    expect(release.status).toBe('ready');
    const { status, text } = await download(id);
    expect(status).toBe(200);
    expect(addressesOf(text)).toContain(leaverAt(31));
    expect(addressesOf(text)).not.toContain(address);
  });
});
