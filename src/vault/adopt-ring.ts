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
  lockRing(): Promise<void>;
  checkRows(): Promise<readonly StoredCheck[]>;
  holdsData(): Promise<boolean>;
  insertCheckRows(rows: readonly StoredCheck[]): Promise<void>;
}

/**
 * The ring of this database. An empty database adopts the ring in the file, or makes one; any other takes
 * only its own.
 *
 * @throws SluiceError `key-ring-mismatch` when the file is missing, foreign, incomplete or changed;
 *   `key-file-unsafe` when it is open to others.
 */
export async function adoptRing(keyFile: string, records: RingRecords, now: Date): Promise<KeyRing> {
  await records.lockRing();
  const rows = await records.checkRows();
  if (rows.length === 0) {
    if (await records.holdsData()) throw mismatch('The database holds data but names no key ring.');
    const { ring } = await openOrCreateKeyFile(keyFile, now);
    await records.insertCheckRows(checkRowsOf(ring));
    return ring;
  }
  const ring = await openKeyFile(keyFile);
  if (ring === null)
    throw mismatch('The key file of this database is missing; put it back (SLUICE_KEY_FILE).');
  if (!belongs(ring, rows))
    throw mismatch('The key file is not the one of this database; put the right one back.');
  const known = new Set(rows.map((row) => `${row.purpose} ${row.keyId}`));
  const added = checkRowsOf(ring).filter((row) => !known.has(`${row.purpose} ${row.keyId}`));
  if (added.length > 0) await records.insertCheckRows(added);
  return ring;
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

function mismatch(detail: string): SluiceError {
  return new SluiceError('key-ring-mismatch', { detail });
}
