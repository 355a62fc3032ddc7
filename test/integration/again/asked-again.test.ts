// A domain that does not answer is asked again after 5 min, 30 min, 2 h and 8 h, by one worker, and then left.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lookupsOn } from '../../../src/compose-standalone.ts';
import { askDomains } from '../../../src/pipeline/domain-facts.ts';
import { smallLists } from '../../unit/score/small-lists.ts';
import { ALL_DARK, type DarkWorld, listOf, openDarkWorld } from './dark-world.ts';

let world: DarkWorld;
beforeAll(async () => {
  world = await openDarkWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

/** Minutes from the last question to the next, and tries in vain, of each domain. */
async function waits(): Promise<{ minutes: number | null; tries: number }[]> {
  const rows = await world.owner.sql<{ minutes: number | null; tries: number }[]>`
    SELECT (extract(epoch FROM next_try_at - checked_at) / 60)::float AS minutes, tries FROM domains ORDER BY id`;
  return [...rows];
}

const asks = () => world.server.queries.length;
const pairs = async () => (await world.owner.sql`SELECT FROM waiting_domains`).length;

describe('a domain that does not answer', () => {
  it('is asked again after 5 min, 30 min, 2 h and 8 h; then nobody waits for it, until a list asks', async () => {
    await world.verified('email\nann@late-sample.com');
    const seen = await waits();
    for (let tries = 0; tries < 4; tries += 1) {
      expect(await pairs()).toBe(1);
      expect(await world.askAgain()).toBe(1);
      seen.push(...(await waits()));
    }
    expect(seen.map(({ minutes }) => minutes)).toEqual([5, 30, 120, 480, null]);
    expect(await pairs()).toBe(0);
    expect(await world.askAgain()).toBe(0);

    await world.owner.sql`UPDATE domains SET expires_at = 'epoch'`;
    await world.verified('email\nben@late-sample.com');
    expect(await waits()).toEqual([{ minutes: 5, tries: 1 }]);
    expect(await pairs()).toBe(1);
  });

  it('is not asked before it is due, nor once it has answered', async () => {
    await world.verified('email\nann@late-sample.com');
    const { database } = world.sluice.installation;
    expect(await database.domains.claimDue(10, 30)).toEqual([]);
    world.setZone('late-sample.com MX 0 .');
    expect(await world.askAgain()).toBe(1);
    expect(await waits()).toEqual([{ minutes: null, tries: 0 }]);
    const before = asks();
    expect(await world.askAgain()).toBe(0);
    expect(asks()).toBe(before);
  });

  it('is asked by another worker when the one that claimed it died', async () => {
    await world.verified('email\nann@late-sample.com');
    const { database } = world.sluice.installation;
    const later = new Date(Date.now() + 3_600_000);
    expect(await database.domains.claimDue(10, 30, later)).toHaveLength(1);
    // It died: nobody else asks while the claim holds.
    expect(await world.askAgain()).toBe(0);
    await world.owner.sql`UPDATE domains SET lease_until = now() - interval '1 second'`;
    expect(await world.askAgain()).toBe(1);
  });

  it('is asked although the name of another one does not open', async () => {
    await world.verified('email\nann@late-sample.com\nann@other-sample.com');
    await world.owner.sql`
      UPDATE domains SET sealed = set_byte(sealed, 60, get_byte(sealed, 60) # 1)
      WHERE id = (SELECT min(id) FROM domains)`;
    world.setZone(`${ALL_DARK}\nlate-sample.com MX 0 .\nother-sample.com MX 0 .`);
    expect(await world.askAgain()).toBe(1);
    expect((await waits()).map(({ minutes }) => minutes === null)).toEqual([false, true]);
  });

  it('is one of many: all are asked, a hundred at a time', async () => {
    const rows = Array.from({ length: 120 }, (_, at) => `ann@late-${at}-sample.com`);
    const id = await world.verified(['email', ...rows].join('\n'));
    expect(await listOf(world, id)).toMatchObject({ counts: { unknown: 120 } });
    world.setZone('*.com MX 0 .');
    expect(await world.askAgain()).toBe(120);
    await world.rederive(await world.listId(id));
    expect(await listOf(world, id)).toMatchObject({
      revision: 2,
      counts: { undeliverable: 120, unknown: 0 },
    });
  });
});

it('domains that a chunk has no time for count as asked in vain, and are asked again', async () => {
  await world.verified('email\nann@late-sample.com');
  await world.askAgain();
  world.setZone('*.com FAIL timeout');
  const { database } = world.sluice.installation;
  const [row] = await world.owner.sql<{ id: number; key: string }[]>`
    SELECT id, encode(domain_key, 'hex') AS key FROM domains`;
  const { lookups, close } = lookupsOn([world.server]);
  const domain = { id: row?.id ?? 0, key: row?.key ?? '', name: 'late-sample.com', localList: null };
  const options = { database, lookups, lists: smallLists() };
  const seen = await askDomains([domain], options, AbortSignal.timeout(50), 'list');
  close();
  expect(seen).toMatchObject([{ dns: 'timeout', mail: 'unknown', reachability: 'unknown' }]);
  expect(await waits()).toEqual([{ minutes: 5, tries: 1 }]);
});
