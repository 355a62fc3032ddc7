// What a sealed value is bound to: it opens only in the place that it was sealed for.
import { lengthPrefixed } from './length-prefix.ts';

/** The place of a value in the database. */
export interface SealIdentity {
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
  /** Raised each time the row's value is replaced, so that an older value cannot be put back. */
  readonly rowVersion: number;
  /** Only for a chunk of a list. */
  readonly chunk?: ChunkPlace;
  /** Only for a wrapped data key. */
  readonly owner?: KeyOwner;
}

/** The place of a chunk in its list. */
export interface ChunkPlace {
  readonly listId: string;
  /** 0-based. */
  readonly chunkNo: number;
  /** Number of its first row; the first data row of the upload is 1. */
  readonly firstRow: number;
  readonly rowCount: number;
}

/** Whose data key it is, and which purpose of the ring wraps it. */
export interface KeyOwner {
  readonly purpose: 'lists' | 'records';
  readonly ownerId: string;
}

const FORMAT = 'sluice/v1/envelope';

/**
 * The additional data of AES-GCM: format, table, column, row id, row version, key id; then what a chunk or
 * a wrapped key adds. Length-prefixed, so that different identities never read alike.
 */
export function associatedData(identity: SealIdentity, keyId: string): Buffer {
  const { table, column, rowId, rowVersion, chunk, owner } = identity;
  const fields: (string | number)[] = [FORMAT, table, column, rowId, rowVersion, keyId];
  if (chunk) fields.push('chunk', chunk.listId, chunk.chunkNo, chunk.firstRow, chunk.rowCount);
  if (owner) fields.push('owner', owner.purpose, owner.ownerId);
  return lengthPrefixed(fields);
}

/** The HKDF info of the key that seals this one version of this one row. */
export function subkeyInfo({ table, rowId, rowVersion }: SealIdentity): Buffer {
  return lengthPrefixed([FORMAT, table, rowId, rowVersion]);
}
