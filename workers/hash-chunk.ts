// Thread entry: makes the keys under which published hashes of the chunk's addresses would be found.
import { createHash } from 'node:crypto';
import { RowReader } from '../src/intake/row-reader.ts';
import type { ListLayout } from '../src/model/list.ts';
import { keyForm } from '../src/parse/forms.ts';
import { blindIndexFrom, INDEX_KEY_BYTES, type IndexKeys } from '../src/vault/blind-index.ts';
import { openChunk } from '../src/vault/chunk.ts';
import type { DataKey } from '../src/vault/envelope.ts';
import type { ChunkPlace } from '../src/vault/seal-identity.ts';
import { asOutcome } from './outcome.ts';
import { parseCell } from './read-chunk.ts';

export interface HashChunkTask {
  readonly bytes: Uint8Array;
  readonly dataKey: DataKey;
  readonly place: ChunkPlace;
  readonly layout: Pick<ListLayout, 'delimiter' | 'addressColumn'>;
  readonly indexKeys: IndexKeys;
}

/**
 * MD5 and SHA-256 of the lower-case address (the exchange convention: trimmed, lower-case, no folding), each
 * under its label: 16 bytes a row, zero for a row without an address. Hash files are made of lower-case
 * text, and key forms are lower-case with A-labels; a U-label spelling is hashed beside it.
 */
export const hashChunk = asOutcome(async (task: HashChunkTask): Promise<Uint8Array[]> => {
  const bytes = await openChunk(task.dataKey, task.place, task.bytes);
  const index = blindIndexFrom(task.indexKeys);
  const reader = new RowReader(bytes, task.layout.delimiter);
  const size = task.place.rowCount * INDEX_KEY_BYTES;
  const [md5, sha256, md5Written, sha256Written] = Array.from({ length: 4 }, () => new Uint8Array(size));
  for (let at = 0; at < task.place.rowCount && reader.next(); at += 1) {
    const cell = reader.cell(task.layout.addressColumn);
    const outcome = parseCell(cell);
    if (!outcome.valid) continue;
    const form = keyForm(outcome.mailbox);
    const offset = at * INDEX_KEY_BYTES;
    md5?.set(index.md5Key(digest('md5', form)), offset);
    sha256?.set(index.sha256Key(digest('sha256', form)), offset);
    const written = cell.trim().toLowerCase();
    md5Written?.set(index.md5Key(digest('md5', written)), offset);
    sha256Written?.set(index.sha256Key(digest('sha256', written)), offset);
  }
  return [md5, sha256, md5Written, sha256Written].filter((keys) => keys !== undefined);
});

export default hashChunk;

function digest(algorithm: 'md5' | 'sha256', text: string): string {
  return createHash(algorithm).update(text).digest('hex');
}
