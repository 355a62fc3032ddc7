// A database and its key file, with lists whose keys can be counted, saved, deleted and opened.
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Database, openDatabase } from '../../../db/database.ts';
import { createLog } from '../../../src/log.ts';
import { createDataKeys } from '../../../src/pipeline/data-keys.ts';
import { type RotationOptions, rotateKeys } from '../../../src/pipeline/rotate-keys.ts';
import { adoptRing, openOwnRing } from '../../../src/vault/adopt-ring.ts';
import { openKeyFile } from '../../../src/vault/key-file.ts';
import { activeKey, type KeyRing } from '../../../src/vault/key-ring.ts';
import { holdRing } from '../../../src/vault/ring-holder.ts';
import { createTestDatabase } from '../../support/database.ts';

export const DAY = 24 * 3_600_000;
/** When the ring of every world is made. */
export const START = new Date('2026-09-01T03:00:00.000Z');
export const day = (n: number) => new Date(START.getTime() + n * DAY);

export interface MadeList {
  readonly publicId: string;
  readonly dataKeyId: string;
  readonly deletedAt: null;
  /** The bytes of its data key, to be compared. */
  readonly raw: Buffer;
}

export type RingWorld = Awaited<ReturnType<typeof useRingWorld>>;

/** For the running test alone; the holder of its ring reads the file only when it is asked to. */
export async function useRingWorld() {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-ring-'));
  const keyFile = join(folder, 'keys.json');
  const made = await createTestDatabase();
  const open = (): Database => openDatabase(made.appUrl, 'test rotation', 6);
  const database = open();
  const { ring } = await database.transaction((tx) => adoptRing(keyFile, tx.vault, START));
  const read = () => database.transaction((tx) => openOwnRing(keyFile, tx.vault));
  const holder = () => holdRing(ring, read, createLog('silent'), { everyMs: 3_600_000, apartMs: 10 });
  const rings = holder();
  onTestFinished(async () => {
    rings.close();
    await database.close();
    await made.drop();
    await rm(folder, { recursive: true, force: true });
  });
  const keys = createDataKeys(rings, database);
  return {
    database,
    keyFile,
    appUrl: made.appUrl,
    ownerUrl: made.ownerUrl,
    open,
    rings,
    keys,
    /** Brings file and database together as every start does. */
    read,
    rotate: (n: number, options: Partial<RotationOptions> = {}) =>
      rotateKeys({ database, keyFile, actor: { name: 'cli', personId: null }, now: day(n), ...options }),
    /** @param before waited for in the transaction that makes the list */
    makeList: (before?: () => Promise<void>) => makeList(keys, before),
    /** The key of a list as a process opens it that has just started. */
    async openKey(list: MadeList): Promise<Buffer> {
      const fresh = holdRing(await read(), read, createLog('silent'), { everyMs: 3_600_000, apartMs: 10 });
      try {
        return (await createDataKeys(fresh, database).ofList(list)).key.export();
      } finally {
        fresh.close();
      }
    },
    async wrappedOf({ dataKeyId }: MadeList): Promise<Buffer | null> {
      return (await database.vault.findDataKey(dataKeyId))?.wrapped ?? null;
    },
    deleteList: ({ dataKeyId }: MadeList) => database.vault.destroyDataKey(dataKeyId),
    async state() {
      const inFile = await openKeyFile(keyFile);
      const known = await database.vault.checkRows();
      return {
        epochs: inFile?.keys.lists.map(({ id, state }) => ({ id, state })) ?? [],
        known: known.filter(({ purpose }) => purpose === 'lists').map(({ keyId }) => keyId),
        wrapped: await database.vault.countWrapped(),
        files: (await readdir(dirname(keyFile))).filter((name) => name.includes(basename(keyFile))),
      };
    },
    async ring(): Promise<KeyRing> {
      const found = await openKeyFile(keyFile);
      if (found === null) throw new Error('There is no key file.');
      return found;
    },
    async activeEpoch(): Promise<string> {
      return activeKey(await this.ring(), 'lists').id;
    },
  };
}

async function makeList(
  keys: ReturnType<typeof createDataKeys>,
  before?: () => Promise<void>,
): Promise<MadeList> {
  const publicId = `lst_${randomUUID()}`;
  return keys.makeForList(publicId, async (tx, dataKey) => {
    const name = Buffer.alloc(1);
    await tx.lists.insert({
      publicId,
      source: 'web_form',
      dataKeyId: dataKey.id,
      sealedName: name,
      personId: null,
    });
    await before?.();
    return { publicId, dataKeyId: dataKey.id, deletedAt: null, raw: dataKey.key.export() };
  });
}
