// Brings a database and its key ring together, or refuses: a wrong index key would find no suppression.
import { SluiceError } from '../errors.ts';
import { checkValues, compareCheck } from './key-check.ts';
import { openKeyFile, openOrCreateKeyFile } from './key-file.ts';
import { KEY_PURPOSES, type KeyPurpose, type KeyRing } from './key-ring.ts';

/** What the database stores of the ring; one row a key. */
export interface StoredCheck {
  readonly ring: string;
  readonly purpose: string;
  readonly keyId: string;
  readonly checkValue: Uint8Array;
}

/** The database's side, inside one transaction. */
export interface RingRecords {
  /** Until the transaction ends nobody else brings ring and database together, or writes the key file. */
  lockRing(): Promise<void>;
  checkRows(): Promise<readonly StoredCheck[]>;
  holdsData(): Promise<boolean>;
  insertCheckRows(rows: readonly StoredCheck[]): Promise<void>;
  deleteCheckRows(keyIds: readonly string[]): Promise<void>;
  /** Living data keys by the id of the ring key that wraps them. */
  countWrapped(): Promise<ReadonlyMap<string, number>>;
}

/**
 * The ring of this database. An empty database adopts the ring in the file, or makes one, and says so; any
 * other takes only its own.
 *
 * @throws SluiceError as `openOwnRing`
 */
export async function adoptRing(
  keyFile: string,
  records: RingRecords,
  now: Date,
): Promise<{ readonly ring: KeyRing; readonly adopted: boolean }> {
  await records.lockRing();
  if ((await records.checkRows()).length > 0) {
    return { ring: await openOwnRing(keyFile, records), adopted: false };
  }
  if (await records.holdsData()) throw mismatch('The database holds data but names no key ring.');
  const { ring } = await openOrCreateKeyFile(keyFile, now);
  await records.insertCheckRows(checkRowsOf(ring));
  return { ring, adopted: true };
}

/**
 * The ring in the file, if it is the one that this database knows. Only epochs of lists may differ, and only
 * where the file is ahead: a rotation was interrupted, or the database came back from a backup. Then the
 * database learns of them.
 *
 * @throws SluiceError `key-ring-mismatch` when the file is missing, foreign, older than the database,
 *   incomplete or changed; `key-file-unsafe` when it is open to others.
 */
export async function openOwnRing(keyFile: string, records: RingRecords): Promise<KeyRing> {
  await records.lockRing();
  const rows = await records.checkRows();
  const ring = await openKeyFile(keyFile);
  if (ring === null)
    throw mismatch('The key file of this database is missing; put it back (SLUICE_KEY_FILE).');
  const { added, gone } = difference(ring, rows);
  if (added.length + gone.length > 0 && !isAhead(ring, added, gone)) throw foreign();
  const kept = rows.filter((row) => !gone.includes(row));
  if (!belongs(ring, kept)) throw foreign();
  const wrapped = gone.length > 0 ? await records.countWrapped() : new Map<string, number>();
  if (gone.some(({ keyId }) => (wrapped.get(keyId) ?? 0) > 0)) {
    throw mismatch(
      'The key file lacks a key that wraps a list of this database; put back the one that has it.',
    );
  }
  if (gone.length > 0) await records.deleteCheckRows(gone.map(({ keyId }) => keyId));
  if (added.length > 0) await records.insertCheckRows(added);
  return ring;
}

/** Keys that only the file has, and keys that only the database knows. */
function difference(ring: KeyRing, rows: readonly StoredCheck[]) {
  const known = new Set(rows.map(nameOf));
  const held = checkRowsOf(ring);
  const heldNames = new Set(held.map(nameOf));
  // A rotation that was interrupted leaves an epoch that is on its way to be destroyed; nobody reads with it.
  const leaving = new Set(ring.keys.lists.filter(({ state }) => state === 'retired').map(({ id }) => id));
  return {
    added: held.filter((row) => !known.has(nameOf(row)) && !leaving.has(row.keyId)),
    gone: rows.filter((row) => !heldNames.has(nameOf(row))),
  };
}

/**
 * True when the file is newer than what the database knows: it has an active epoch of its own. That of a file
 * from before a rotation is known; where it was destroyed long ago, no epoch is left that both know, and the
 * ring does not belong.
 */
function isAhead(ring: KeyRing, added: readonly StoredCheck[], gone: readonly StoredCheck[]): boolean {
  const areEpochs = [...added, ...gone].every(({ purpose }) => purpose === 'lists');
  const newest = ring.keys.lists.find(({ state }) => state === 'active');
  return areEpochs && added.some(({ keyId }) => keyId === newest?.id);
}

function belongs(ring: KeyRing, rows: readonly StoredCheck[]): boolean {
  const entries = rows.map((row) => ({
    purpose: row.purpose as KeyPurpose,
    keyId: row.keyId,
    check: row.checkValue,
  }));
  const ringId = rows[0]?.ring ?? '';
  const isKnown = entries.every(({ purpose }) => KEY_PURPOSES.includes(purpose));
  return (
    isKnown && rows.every((row) => row.ring === ringId) && compareCheck(ring, { ringId, entries }) === 'match'
  );
}

function checkRowsOf(ring: KeyRing): StoredCheck[] {
  const { ringId, entries } = checkValues(ring);
  return entries.map(({ purpose, keyId, check }) => ({ ring: ringId, purpose, keyId, checkValue: check }));
}

function nameOf({ purpose, keyId }: StoredCheck): string {
  return `${purpose} ${keyId}`;
}

function foreign(): SluiceError {
  return mismatch('The key file is not the one of this database; put the right one back.');
}

function mismatch(detail: string): SluiceError {
  return new SluiceError('key-ring-mismatch', { detail });
}
