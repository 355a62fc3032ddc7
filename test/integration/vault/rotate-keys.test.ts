// The rotation of epochs on the real database: what lives is moved, what was deleted becomes unreadable, nothing is lost.
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ROTATION_STEPS, rotateKeys } from '../../../src/pipeline/rotate-keys.ts';
import { unwrapDataKey } from '../../../src/vault/data-key.ts';
import { activeKey } from '../../../src/vault/key-ring.ts';
import { until } from '../../support/installation.ts';
import { codeOf } from '../../unit/vault/error-code.ts';
import { day, type MadeList, type RingWorld, useRingWorld } from './ring-world.ts';

const ownerOf = ({ publicId }: MadeList) => ({ purpose: 'lists', ownerId: publicId }) as const;

/** One epoch whose 35 days are over, three lists that live and one that was deleted. */
async function worldOf3(): Promise<RingWorld & { living: MadeList[] }> {
  const world = await useRingWorld();
  const [deleted, ...living] = [
    await world.makeList(),
    await world.makeList(),
    await world.makeList(),
    await world.makeList(),
  ];
  await world.deleteList(deleted);
  return { ...world, living };
}

/** A place in a transaction that is waited for, and left when it is time. */
function stopped() {
  let reach = () => {};
  let goOn = () => {};
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const left = new Promise<void>((resolve) => (goOn = resolve));
  const stop = () => {
    reach();
    return left;
  };
  return { reached, stop, goOn: () => goOn() };
}

async function expectReadable(world: RingWorld, lists: readonly MadeList[]): Promise<void> {
  for (const list of lists) expect((await world.openKey(list)).equals(list.raw)).toBe(true);
}

describe('T12 · the key of a deleted list lives on in write-ahead log and backups', () => {
  it('opens with an older ring until its epoch is destroyed, and for nobody afterwards', async () => {
    const world = await useRingWorld();
    const [living, deleted] = [await world.makeList(), await world.makeList()];
    const saved = (await world.wrappedOf(deleted)) ?? Buffer.alloc(0);
    await world.deleteList(deleted);
    const read = async () => unwrapDataKey(await world.ring(), ownerOf(deleted), deleted.dataKeyId, saved);

    expect(await world.rotate(1)).toEqual({ opened: true, moved: 1, stuck: 0, destroyed: [] });
    expect((await read()).key.export().equals(deleted.raw)).toBe(true);
    const [first] = (await world.ring()).keys.lists;
    const backup = await world.ring();

    const { destroyed } = await world.rotate(35);
    expect(destroyed).toEqual([first?.id]);
    await expect(read()).rejects.toMatchObject({ code: 'fail-closed' });
    expect((await world.state()).epochs.map(({ id }) => id)).not.toContain(first?.id);
    // The test could not fail if the wrapped key itself were spoilt.
    expect(codeOf(() => unwrapDataKey(backup, ownerOf(deleted), deleted.dataKeyId, saved))).toBe(
      'nothing thrown',
    );
    await expectReadable(world, [living]);
  });

  it('a list that is deleted while its key is being moved stays deleted', async () => {
    const world = await useRingWorld();
    const list = await world.makeList();
    const step = stopped();
    const deletion = world.database.transaction(async (tx) => {
      await tx.vault.destroyDataKey(list.dataKeyId);
      await step.stop();
    });
    await step.reached;
    const rotation = world.rotate(1, {
      onStep: (done) => done === 'epoch-known' && setTimeout(step.goOn, 100),
    });
    await Promise.all([deletion, rotation]);
    expect(await world.wrappedOf(list)).toBeNull();
    expect(await rotation).toMatchObject({ opened: true, moved: 0 });
  });

  it('a process that has it open forgets it when it reads its ring again', async () => {
    const world = await useRingWorld();
    const list = await world.makeList();
    await world.keys.ofList(list);
    await world.deleteList(list);
    await world.rings.refresh();
    await expect(world.keys.ofList(list)).rejects.toMatchObject({ code: 'list-deleted' });
  });

  it('of the other purposes no key is touched', async () => {
    const world = await useRingWorld();
    const before = await world.ring();
    await world.keys.forRecords();
    await world.rotate(40);
    await world.rotate(80);
    const after = await world.ring();
    for (const purpose of ['index', 'records', 'tokens', 'manifest', 'audit'] as const) {
      expect(after.keys[purpose].map(({ id, state }) => [id, state])).toEqual([
        [activeKey(before, purpose).id, 'active'],
      ]);
    }
  });
});

it('a rotation every night keeps 35 epochs, moves each list each time, and leaves its acts in the audit events', async () => {
  const world = await useRingWorld();
  const list = await world.makeList();
  for (let night = 1; night <= 37; night += 1) {
    expect(await world.rotate(night)).toMatchObject({ opened: true, moved: 1 });
  }
  expect(await world.rotate(37.1)).toEqual({ opened: false, moved: 0, stuck: 0, destroyed: [] });
  const { epochs, known, wrapped } = await world.state();
  expect(epochs).toHaveLength(35);
  expect(new Set(known)).toEqual(new Set(epochs.map(({ id }) => id)));
  expect([...wrapped]).toEqual([[await world.activeEpoch(), 1]]);
  await expectReadable(world, [list]);
  const acts = await world.database.pool.sql`
    SELECT act, count(*)::int AS times FROM audit_events WHERE act LIKE 'epoch.%' GROUP BY act ORDER BY act`;
  expect([...acts]).toEqual([
    { act: 'epoch.destroy', times: 3 },
    { act: 'epoch.open', times: 37 },
  ]);
});

describe('T12 · a rotation that ends in the middle loses a key, or leaves one', () => {
  it.each(ROTATION_STEPS)(
    'after "%s" has lost nothing, and comes to the same end when run again',
    async (at) => {
      const world = await worldOf3();
      const ended = world.rotate(36, {
        onStep(step) {
          if (step === at) throw new Error('The machine went away.');
        },
      });
      await expect(ended).rejects.toThrow('went away');
      await expectReadable(world, world.living);

      await world.rotate(36);
      const { epochs, known, wrapped, files } = await world.state();
      const active = await world.activeEpoch();
      expect(epochs).toEqual([{ id: active, state: 'active' }]);
      expect(known).toEqual([active]);
      expect([...wrapped]).toEqual([[active, 3]]);
      expect(files).toEqual(['keys.json']);
      await expectReadable(world, world.living);
    },
  );

  it('leaves no draft with keys that are destroyed later', async () => {
    const world = await worldOf3();
    writeFileSync(`${world.keyFile.replace(/keys\.json$/, '.keys.json.')}0123456789abcdef.tmp`, 'keys');
    expect((await world.state()).files).toHaveLength(2);
    await world.rotate(0.1);
    expect((await world.state()).files).toEqual(['keys.json']);
  });
});

describe('T12 · two rotations at once overwrite each other’s keys', () => {
  it('work one after the other: one epoch is opened', async () => {
    const world = await worldOf3();
    const other = world.open();
    const reports = await Promise.all([world.rotate(36), world.rotate(36, { database: other })]);
    await other.close();
    expect(reports.map(({ opened }) => opened).sort()).toEqual([false, true]);
    expect(reports.flatMap(({ destroyed }) => destroyed)).toHaveLength(1);
    expect((await world.state()).epochs).toHaveLength(1);
    await expectReadable(world, world.living);
  });

  it('wait for each other, on whatever machine', async () => {
    const world = await useRingWorld();
    const step = stopped();
    const elsewhere = world.database.transaction(async (tx) => {
      await tx.vault.lockRotation();
      await step.stop();
    });
    await step.reached;
    const rotation = world.rotate(1);
    const first = [rotation.then(() => 'done'), until(() => waitsForLock(world)).then(() => 'waits')];
    expect(await Promise.race(first)).toBe('waits');
    expect((await world.state()).epochs).toHaveLength(1);
    step.goOn();
    await elsewhere;
    expect(await rotation).toMatchObject({ opened: true });
  });

  it('that both must open one leave two epochs, and every list under the last', async () => {
    const world = await worldOf3();
    const databases = [world.open(), world.open(), world.open()];
    const rotations = databases.map((database) => world.rotate(1, { database, force: true }));
    await Promise.all(rotations);
    for (const database of databases) await database.close();
    const { epochs, wrapped } = await world.state();
    expect(epochs.map(({ state }) => state)).toEqual(['lookup', 'lookup', 'lookup', 'active']);
    expect([...wrapped]).toEqual([[await world.activeEpoch(), 3]]);
  });

  it('end with the one that lost its lock: it writes nothing more', async () => {
    const world = await worldOf3();
    const lost = world.open();
    const before = (await world.ring()).keys.lists.length;
    const rotation = rotateKeys({
      database: {
        ...lost,
        async transaction(work) {
          return lost.transaction((tx) => work({ ...tx, vault: { ...tx.vault, lockRotation: lostLock() } }));
        },
      },
      keyFile: world.keyFile,
      actor: { name: 'cli', personId: null },
      now: day(1),
    });
    await expect(rotation).rejects.toThrow('connection');
    await lost.close();
    expect((await world.ring()).keys.lists).toHaveLength(before);
    expect((await world.state()).files).toEqual(['keys.json']);
  });
});

async function waitsForLock({ database }: RingWorld): Promise<true | null> {
  const waiting = await database.pool.sql`
    SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted`;
  return waiting.length > 0 ? true : null;
}

/** Taken once, gone when it is asked for again. */
function lostLock(): () => Promise<void> {
  let asked = 0;
  return async () => {
    asked += 1;
    if (asked > 1) throw new Error('The connection was lost.');
  };
}

describe('T12 · a list is made under an epoch that is being destroyed', () => {
  it('comes under the new one when that in memory was destroyed', async () => {
    const world = await useRingWorld();
    await world.rotate(36);
    const list = await world.makeList();
    expect([...(await world.state()).wrapped]).toEqual([[await world.activeEpoch(), 1]]);
    await expectReadable(world, [list]);
  });

  it('keeps its epoch from being destroyed until it is moved', async () => {
    const world = await useRingWorld();
    const step = stopped();
    const making = world.makeList(step.stop);
    await step.reached;
    const first = await world.activeEpoch();
    // The list holds its epoch: the rotation waits for it where it would forget the key.
    const rotation = world.rotate(36, {
      onStep: (done) => done === 'epoch-known' && setTimeout(step.goOn, 200),
    });
    const list = await making;
    expect(await rotation).toMatchObject({ opened: true, destroyed: [] });
    await expectReadable(world, [list]);
    expect((await world.rotate(36)).destroyed).toEqual([first]);
    await expectReadable(world, [list]);
  });
});

describe('a key that does not open', () => {
  it('is told, and stays with its epoch; all others are moved', async () => {
    const world = await worldOf3();
    const [broken] = world.living;
    await world.database.pool.sql`
      UPDATE data_keys SET wrapped = set_byte(wrapped, 40, get_byte(wrapped, 40) # 1) WHERE id = ${broken?.dataKeyId ?? ''}`;
    expect(await world.rotate(36)).toEqual({ opened: true, moved: 2, stuck: 1, destroyed: [] });
    await expectReadable(world, world.living.slice(1));
  });
});

it('a process that runs reads its lists through every rotation, with the ring that it started with', async () => {
  const world = await worldOf3();
  for (let night = 1; night <= 3; night += 1) {
    await world.rotate(night * 36);
    for (const list of world.living) {
      world.keys.forget(list.publicId);
      expect((await world.keys.ofList(list)).key.export().equals(list.raw)).toBe(true);
    }
  }
  await world.rings.refresh();
  expect(world.rings.current().keys.lists.map(({ state }) => state)).toEqual(['active']);
});
