// Thread entry: makes the keys under which published hashes of the chunk's addresses would be found.
import { createHash } from 'node:crypto';
import { domainToUnicode } from 'node:url';
import { RowReader } from '../src/intake/row-reader.ts';
import type { ListLayout } from '../src/model/list.ts';
import type { Mailbox } from '../src/model/mailbox.ts';
import { cleanCell } from '../src/parse/clean-cell.ts';
import { keyForm } from '../src/parse/forms.ts';
import { isMailbox } from '../src/score/local-facts.ts';
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
  /** Of the rows, as they were when the list was verified: what was no mailbox then is not parsed again. */
  readonly localFacts: Uint32Array;
}

/** Spellings of one address that a partner may have hashed. */
const FORMS_MAX = 3;

/**
 * MD5 and SHA-256 of the lower-case address (the exchange convention: trimmed, lower-case, no folding), each
 * under its label: for each hash and spelling 16 bytes a row, zero where there is no further spelling.
 */
export const hashChunk = asOutcome(async (task: HashChunkTask): Promise<Uint8Array[]> => {
  const bytes = await openChunk(task.dataKey, task.place, task.bytes);
  const index = blindIndexFrom(task.indexKeys);
  const reader = new RowReader(bytes, task.layout.delimiter);
  const size = task.place.rowCount * INDEX_KEY_BYTES;
  const keys = Array.from({ length: FORMS_MAX }, () => ({
    md5: new Uint8Array(size),
    sha256: new Uint8Array(size),
  }));
  for (let at = 0; at < task.place.rowCount && reader.next(); at += 1) {
    if (!isMailbox(task.localFacts[at] ?? 0)) continue;
    const cell = reader.cell(task.layout.addressColumn);
    const outcome = parseCell(cell);
    if (!outcome.valid) continue;
    const offset = at * INDEX_KEY_BYTES;
    hashedForms(outcome.mailbox, cell).forEach((form, which) => {
      keys[which]?.md5.set(index.md5Key(digest('md5', form)), offset);
      keys[which]?.sha256.set(index.sha256Key(digest('sha256', form)), offset);
    });
  }
  return keys.flatMap(({ md5, sha256 }) => [md5, sha256]);
});

export default hashChunk;

/** With A-labels, with U-labels, and as it was written; each once. */
function hashedForms(mailbox: Mailbox, cell: string): string[] {
  const form = keyForm(mailbox);
  const at = form.lastIndexOf('@') + 1;
  const domain = form.slice(at);
  const readable = domain.includes('xn--') ? domainToUnicode(domain) : domain;
  return [...new Set([form, form.slice(0, at) + readable, cleanCell(cell).text.toLowerCase()])];
}

function digest(algorithm: 'md5' | 'sha256', text: string): string {
  return createHash(algorithm).update(text).digest('hex');
}
