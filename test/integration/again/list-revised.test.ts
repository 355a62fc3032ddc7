// A list that was verified while name servers were silent gets its verdicts when they answer again.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { composeWorker } from '../../../src/compose.ts';
import { createLog } from '../../../src/log.ts';
import { until } from '../../support/installation.ts';
import { createSender, decideNow, findRelease, NEWSLETTER } from '../release/release-desk.ts';
import { type DarkWorld, LATER_LISTS, listOf, openDarkWorld, resultsOf } from './dark-world.ts';

const MAIL = 'mx.kelpworks.com A 198.41.0.4';
const DARK = `${MAIL}
kelpworks.com MX 10 mx.kelpworks.com
late-sample.com FAIL servfail
gone-sample.com FAIL servfail
closed-sample.com FAIL refused
gnaill.com FAIL servfail
dark-sample.com FAIL servfail`;
const LIGHT = `${MAIL}
kelpworks.com MX 10 mx.kelpworks.com
late-sample.com MX 10 mx.kelpworks.com
closed-sample.com MX 0 .
dark-sample.com FAIL refused`;
const FILE = [
  'email',
  'ann@kelpworks.com',
  'ann@late-sample.com',
  'ben@late-sample.com',
  'ann@gone-sample.com',
  'ann@closed-sample.com',
  'ann@gnaill.com',
  'ann@dark-sample.com',
  'no address',
].join('\n');

let world: DarkWorld;
beforeAll(async () => {
  world = await openDarkWorld(DARK);
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);

async function waiting(): Promise<number> {
  const [row] = await world.owner.sql<{ n: number }[]>`SELECT count(*)::int AS n FROM waiting_domains`;
  return row?.n ?? 0;
}

async function revisions(id: string): Promise<unknown[]> {
  const events = await world.owner.sql<{ details: string }[]>`
    SELECT details FROM audit_events WHERE object = ${id} AND act = 'list.revised'`;
  return events.map(({ details }) => JSON.parse(details));
}

describe('a list that was verified while name servers were silent', () => {
  it('has its verdicts in the next revision, once they answer', async () => {
    const id = await world.verified(FILE);
    const before = await listOf(world, id);
    expect(before).toMatchObject({
      revision: 1,
      counts: { deliverable: 1, risky: 0, undeliverable: 1, unknown: 6 },
      reasons: { ok: 1, 'invalid-syntax': 1, 'dns-servfail': 5, 'dns-refused': 1 },
    });
    expect(before.reference_versions['disposable']).toMatch(/^\S+$/);
    expect(await waiting()).toBe(5);

    world.setZone(LIGHT);
    expect(await world.askAgain()).toBe(5);
    const list = await world.listId(id);
    expect(world.sentOn()).toEqual([list]);
    await world.rederive(list);

    const after = await listOf(world, id);
    expect(after).toMatchObject({
      revision: 2,
      rows: 8,
      counts: { deliverable: 3, risky: 0, undeliverable: 4, unknown: 1 },
      reasons: { ok: 3, 'invalid-syntax': 1, nxdomain: 2, 'null-mx': 1, 'dns-servfail': 1 },
    });
    expect(sum(after.counts)).toBe(after.rows);
    expect(sum(after.reasons)).toBe(after.rows);
    const rows = await resultsOf(world, id);
    expect([...rows.values()].map(({ reason }) => reason)).toEqual([
      'ok',
      'ok',
      'ok',
      'nxdomain',
      'null-mx',
      'nxdomain',
      // It does not answer yet, and keeps its verdict.
      'dns-servfail',
      'invalid-syntax',
    ]);
    // A near miss is suggested only where nobody takes mail.
    expect(rows.get(6)).toMatchObject({ suggestion: 'ann@gmail.com', score: 0 });
    expect(rows.get(2)).toMatchObject({ verdict: 'deliverable', suggestion: null });
    expect(await waiting()).toBe(1);
    expect(await revisions(id)).toEqual([{ revision: 2, rows: 5 }]);
  });

  it('is sent on to whichever worker is there', async () => {
    const id = await world.verified('email\nann@late-sample.com');
    world.setZone(LIGHT);
    await world.askAgain();
    const worker = await composeWorker(world.sluice.installation, world.sluice.config, createLog('silent'));
    const list = await until(async () => {
      const found = await listOf(world, id);
      return found.revision === 2 ? found : null;
    }).finally(() => worker.close());
    expect(list.counts).toEqual({ deliverable: 1, risky: 0, undeliverable: 0, unknown: 0 });
  });

  it('leaves releases as they were decided', async () => {
    const { sluice } = world;
    const id = await world.verified(FILE);
    const worker = await composeWorker(sluice.installation, sluice.config, createLog('silent'));
    const sender = await createSender(sluice, 'marketing');
    const release = await decideNow(sluice, { list: id, sender, source: 'web_form', ...NEWSLETTER }).finally(
      () => worker.close(),
    );
    const manifest = async () => (await sluice.request(`/v1/releases/${release.id}/manifest`)).text();
    const signed = await manifest();
    world.setZone(LIGHT);
    await world.askAgain();
    await world.rederive(await world.listId(id));
    expect(await listOf(world, id)).toMatchObject({ revision: 2 });
    expect(await findRelease(sluice, release.id)).toEqual(release);
    expect(await manifest()).toBe(signed);
    expect(JSON.parse(signed)).toMatchObject({ list_revision: 1 });
  });

  it('says when and with which lists its verdicts were made', async () => {
    const id = await world.verified(FILE);
    const first = await listOf(world, id);
    world.setZone(LIGHT);
    await world.askAgain();
    await world.rederive(await world.listId(id));
    const second = await listOf(world, id);
    expect(Date.parse(second.verified_at ?? '')).toBeGreaterThan(Date.parse(first.verified_at ?? ''));
    const versions = [first.reference_versions['disposable'], LATER_LISTS.disposable];
    expect(second.reference_versions['disposable']).toBe(versions.sort().join(', '));
    expect(second.reference_versions['relay']).toBe(first.reference_versions['relay']);
  });

  it('is not changed by a second run, and its next answer makes the next revision', async () => {
    const id = await world.verified(FILE);
    const list = await world.listId(id);
    world.setZone(LIGHT);
    await world.askAgain();
    await world.rederive(list);
    const after = await listOf(world, id);
    await world.rederive(list);
    expect(await listOf(world, id)).toEqual(after);

    world.setZone(LIGHT.replace('dark-sample.com FAIL refused', 'dark-sample.com MX 10 mx.kelpworks.com'));
    world.sentOn();
    expect(await world.askAgain()).toBe(1);
    expect(world.sentOn()).toEqual([list]);
    await world.rederive(list);
    expect(await listOf(world, id)).toMatchObject({ revision: 3, counts: { deliverable: 4, unknown: 0 } });
    expect(await waiting()).toBe(0);
  });

  it('keeps its revision when the answer changes no verdict', async () => {
    world.setZone('late-sample.com FAIL servfail');
    const id = await world.verified('email\nann@late-sample.com');
    const list = await world.listId(id);
    world.setZone('late-sample.com MX 10 mx.kelpworks.com\nmx.kelpworks.com FAIL servfail');
    await world.askAgain();
    // The domain has an answer now, its hosts have none: it is still asked again.
    expect(world.sentOn()).toEqual([]);
    await world.owner.sql`UPDATE domains SET reachability = 'reachable', mail = 'unknown', dns = 'servfail'`;
    await world.rederive(list);
    expect(await listOf(world, id)).toMatchObject({ revision: 1 });
    expect(await waiting()).toBe(0);
  });

  it('has answers that another list asked for', async () => {
    const id = await world.verified('email\nann@late-sample.com');
    world.setZone(LIGHT);
    await world.owner.sql`UPDATE domains SET expires_at = 'epoch'`;
    await world.verified('email\nben@late-sample.com');
    expect(await world.askAgain()).toBe(0);
    expect(world.sentOn()).toEqual([await world.listId(id)]);
  });

  it('is revised by one of two workers, once', async () => {
    const id = await world.verified(FILE);
    const list = await world.listId(id);
    world.setZone(LIGHT);
    const before = world.server.queries.length;
    const asked = await Promise.all([world.askAgain(), world.askAgain()]);
    expect((asked[0] ?? 0) + (asked[1] ?? 0)).toBe(5);
    const questions = world.server.queries
      .slice(before)
      .filter(({ name, type }) => name.toLowerCase() === 'late-sample.com' && type === 'MX');
    expect(questions).toHaveLength(1);
    await Promise.all([world.rederive(list), world.rederive(list)]);
    expect(await listOf(world, id)).toMatchObject({ revision: 2, counts: { deliverable: 3 } });
    expect(await revisions(id)).toHaveLength(1);
  });

  it('is left as it was by a worker that dies in between, and revised by the next', async () => {
    const rows = Array.from({ length: 5001 }, (_, at) => `p${at}@late-sample.com`);
    const id = await world.verified(['email', ...rows].join('\n'));
    const list = await world.listId(id);
    const before = await listOf(world, id);
    world.setZone(LIGHT);
    await world.askAgain();

    // The second chunk is held, the connection that waits for it is cut: the first chunk was written by then.
    const holder = await world.owner.sql.reserve();
    await holder`BEGIN`;
    await holder`SELECT FROM list_chunks WHERE list_id = ${list} AND seq = 1 FOR UPDATE`;
    const revised = world.rederive(list);
    const ended = expect(revised).rejects.toBeDefined();
    await expect
      .poll(
        () => world.sluice.installation.database.pool.sql`
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      )
      .toHaveLength(1);
    await ended;
    await holder`ROLLBACK`;
    holder.release();
    expect(await listOf(world, id)).toEqual(before);
    expect([...(await resultsOf(world, id)).values()].every(({ verdict }) => verdict === 'unknown')).toBe(
      true,
    );

    world.sentOn();
    await world.askAgain();
    expect(world.sentOn()).toEqual([list]);
    await world.rederive(list);
    expect(await listOf(world, id)).toMatchObject({ revision: 2, counts: { deliverable: 5001, unknown: 0 } });
    expect(await revisions(id)).toEqual([{ revision: 2, rows: 5001 }]);
  });

  it('that was deleted meanwhile is left alone', async () => {
    const id = await world.verified(FILE);
    const list = await world.listId(id);
    world.setZone(LIGHT);
    expect((await world.sluice.request(`/v1/lists/${id}`, { method: 'DELETE' })).status).toBe(204);
    await world.askAgain();
    expect(world.sentOn()).toEqual([]);
    await world.rederive(list);
    expect(await waiting()).toBe(0);
    expect(await revisions(id)).toEqual([]);
  });
});
