// Third chapter: duplicates are found over the packed keys, counts are summed, and the list is completed.
import type { Database } from '../../db/database.ts';
import { auditEvent } from '../audit/event.ts';
import type { Log } from '../log.ts';
import { SYSTEM } from '../model/actor.ts';
import { openTrailer, verifyTrailer } from '../vault/trailer.ts';
import type { DataKeys } from './data-keys.ts';
import { DuplicateTable, isNoKey, keyWords } from './duplicate-table.ts';
import { sumVerdicts } from './list-totals.ts';

export interface FinishOptions {
  readonly database: Database;
  readonly keys: DataKeys;
  readonly log: Log;
}

/** Completes a list whose chunks are all verified. Running it twice changes nothing. */
export async function finishList(listId: number, options: FinishOptions): Promise<void> {
  const { database, keys, log } = options;
  const list = await database.lists.get(listId);
  if ((list.status !== 'queued' && list.status !== 'running') || !list.sealedTrailer) return;
  const dataKey = await keys.ofList(list);
  const trailer = openTrailer(dataKey, list.publicId, list.sealedTrailer);

  const places = [];
  const table = new DuplicateTable(trailer.rows);
  let duplicates = 0;
  for await (const chunk of database.chunks.results(listId)) {
    places.push({
      listId: list.publicId,
      chunkNo: chunk.seq,
      firstRow: chunk.firstRow,
      rowCount: chunk.rows,
    });
    const marks = markDuplicates(table, chunk.addressKeys ?? Buffer.alloc(0), chunk.firstRow, chunk.rows);
    duplicates += marks.count;
    await database.chunks.saveDuplicates(listId, chunk.seq, marks.bytes);
  }
  verifyTrailer(trailer, list.publicId, places);

  const verdicts = await sumVerdicts(database, listId);
  const maxCells = await database.chunks.maxCells(listId);
  await database.transaction(async (tx) => {
    if (!(await tx.lists.move(listId, 'completed'))) return;
    await tx.lists.setTotals(listId, { ...verdicts, duplicates, maxCells });
    await tx.audit.insert(
      SYSTEM,
      auditEvent('list.completed', list.publicId, { rows: trailer.rows, duplicates }),
    );
  });
  log.info('list completed', { list: list.publicId, rows: trailer.rows });
}

/** Row numbers of earlier equal rows, uint32 a row; rows without an address are nobody's duplicate. */
export function markDuplicates(table: DuplicateTable, keys: Uint8Array, firstRow: number, rows: number) {
  const words = keyWords(keys);
  const duplicateOf = new Uint32Array(rows);
  let count = 0;
  for (let at = 0; at < rows; at += 1) {
    if (isNoKey(words, at)) continue;
    const first = table.firstRow(words, at, firstRow + at);
    duplicateOf[at] = first;
    if (first !== 0) count += 1;
  }
  return { bytes: Buffer.from(duplicateOf.buffer), count };
}
