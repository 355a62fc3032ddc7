// Which key files a database takes: its own, or one that is ahead of it; never an older one.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { adoptRing } from '../../../src/vault/adopt-ring.ts';
import { inState, withNewEpoch, withoutEpochs } from '../../../src/vault/epochs.ts';
import { replaceKeyFile } from '../../../src/vault/key-file.ts';
import { createRingKey, type KeyPurpose, type KeyRing } from '../../../src/vault/key-ring.ts';
import { codeOfAsync } from '../../unit/vault/error-code.ts';
import { day, type RingWorld, START, useRingWorld } from './ring-world.ts';

const put = (world: RingWorld, ring: KeyRing) => replaceKeyFile(world.keyFile, ring, async () => {});

/** The file as it was when `work` began, kept for later. */
async function fileBefore(world: RingWorld, work: () => Promise<unknown>): Promise<string> {
  const kept = `${world.keyFile}.kept`;
  copyFileSync(world.keyFile, kept);
  await work();
  return kept;
}

const putBack = (world: RingWorld, kept: string) =>
  writeFileSync(world.keyFile, readFileSync(kept), { mode: 0o600 });

describe('T12 · an older key file brings a destroyed epoch back, or lacks a newer one', () => {
  it.each([
    ['opened an epoch', [], [1]],
    ['opened two, one after the other', [], [1, 2]],
    ['opened one and destroyed one', [1], [36]],
    ['only destroyed one', [34.9], [35.1]],
  ])('from before a rotation that %s, it is refused', async (_, earlier, later) => {
    const world = await useRingWorld();
    await world.makeList();
    for (const night of earlier) await world.rotate(night);
    const kept = await fileBefore(world, async () => {
      for (const night of later) await world.rotate(night);
    });
    expect(await codeOfAsync(world.read)).toBe('nothing thrown');
    putBack(world, kept);
    expect(await codeOfAsync(world.read)).toBe('key-ring-mismatch');
  });

  it('from before 35 days, with no epoch of today, it is refused even where no list is left', async () => {
    const world = await useRingWorld();
    const kept = await fileBefore(world, async () => {
      for (const night of [20, 40, 60]) await world.rotate(night);
    });
    expect((await world.state()).wrapped.size).toBe(0);
    putBack(world, kept);
    expect(await codeOfAsync(world.read)).toBe('key-ring-mismatch');
  });

  it('is not taken by a running process either, which goes on with the ring that it has', async () => {
    const world = await useRingWorld();
    const list = await world.makeList();
    const kept = await fileBefore(world, () => world.rotate(1));
    await world.rings.refresh();
    putBack(world, kept);
    expect(await codeOfAsync(() => world.rings.refresh())).toBe('key-ring-mismatch');
    expect((await world.keys.ofList(list)).key.export().equals(list.raw)).toBe(true);
  });
});

describe('a key that the database does not know is refused', () => {
  it('an active one of any other purpose', async () => {
    const world = await useRingWorld();
    const ring = await world.ring();
    for (const purpose of ['index', 'records', 'tokens', 'manifest', 'audit'] as const) {
      await put(world, withActive(ring, purpose));
      expect([purpose, await codeOfAsync(world.read)]).toEqual([purpose, 'key-ring-mismatch']);
    }
  });

  it('an epoch that only reads', async () => {
    const world = await useRingWorld();
    const ring = await world.ring();
    const epoch = { ...createRingKey('lists', day(1)), state: 'lookup' } as const;
    await put(world, { ...ring, keys: { ...ring.keys, lists: [epoch, ...ring.keys.lists] } });
    expect(await codeOfAsync(world.read)).toBe('key-ring-mismatch');
  });
});

/** Somebody has put a new key in the place of the one that made everything. */
function withActive(ring: KeyRing, purpose: KeyPurpose): KeyRing {
  const older = ring.keys[purpose].map((key) => ({ ...key, state: 'lookup' as const }));
  return { ...ring, keys: { ...ring.keys, [purpose]: [...older, createRingKey(purpose, day(1))] } };
}

describe('a file that is ahead of the database', () => {
  it('by the epoch of a rotation that was interrupted is taken, and the database learns of it', async () => {
    const world = await useRingWorld();
    await put(world, withNewEpoch(await world.ring(), day(1)));
    await world.read();
    expect((await world.state()).known).toContain(await world.activeEpoch());
  });

  it('by an epoch that was being destroyed is taken, and nothing is learnt of that', async () => {
    const world = await useRingWorld();
    await world.rotate(1);
    const [first] = (await world.ring()).keys.lists;
    await put(world, inState(await world.ring(), new Set([first?.id ?? '']), 'retired'));
    await world.database.vault.deleteCheckRows([first?.id ?? '']);
    await world.read();
    expect((await world.state()).known).toEqual([await world.activeEpoch()]);
    expect((await world.rotate(1.1)).destroyed).toEqual([first?.id]);
  });

  it('because the database came back from a backup is taken while each of its lists can be read', async () => {
    const world = await useRingWorld();
    const list = await world.makeList();
    await world.rotate(1);
    await world.rotate(30);
    const restore = await backUp(world);
    // The first epoch is destroyed, two more are opened.
    for (const night of [36, 37]) await world.rotate(night);
    await restore();
    await world.read();
    expect((await world.openKey(list)).equals(list.raw)).toBe(true);
    const { known, epochs } = await world.state();
    expect(new Set(known)).toEqual(new Set(epochs.map(({ id }) => id)));
  });

  it('is refused when the backup holds a list whose epoch was destroyed since', async () => {
    const world = await useRingWorld();
    await world.makeList();
    await world.rotate(1);
    const restore = await backUp(world);
    for (const night of [20, 36.5]) await world.rotate(night);
    await restore();
    expect(await codeOfAsync(world.read)).toBe('key-ring-mismatch');
  });

  it('is refused when it lacks an epoch that wraps a list', async () => {
    const world = await useRingWorld();
    await world.makeList();
    await world.rotate(1);
    const ring = withNewEpoch(await world.ring(), day(2));
    await put(world, withoutEpochs(ring, new Set([await world.activeEpoch()])));
    expect(await codeOfAsync(world.read)).toBe('key-ring-mismatch');
  });
});

/** The tables of the vault as they are now, to be put back. */
async function backUp({ database }: RingWorld): Promise<() => Promise<void>> {
  const { sql } = database.pool;
  const checks = await sql`SELECT * FROM key_check`;
  const keys = await sql`SELECT id, ring_key_id, wrapped FROM data_keys`;
  return async () => {
    await sql`DELETE FROM key_check`;
    await sql`INSERT INTO key_check ${sql(checks)}`;
    for (const { id, ring_key_id, wrapped } of keys)
      await sql`UPDATE data_keys SET ring_key_id = ${ring_key_id}, wrapped = ${wrapped} WHERE id = ${id}`;
  };
}

describe('T11 · many first starts make many rings', () => {
  it('20 at once on an empty database and without a file agree on one', async () => {
    const world = await useRingWorld();
    await world.database.pool.sql`DELETE FROM key_check`;
    const fresh = `${world.keyFile}.fresh`;
    const databases = Array.from({ length: 4 }, () => world.open());
    const starts = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        (databases[at % 4] ?? world.database).transaction((tx) => adoptRing(fresh, tx.vault, START)),
      ),
    );
    for (const database of databases) await database.close();
    expect(new Set(starts.map(({ ring }) => ring.id)).size).toBe(1);
    expect(starts.filter(({ adopted }) => adopted)).toHaveLength(1);
    expect(await world.database.vault.checkRows()).toHaveLength(6);
  });
});
