// Streams the released file from the chunks of the list and the decisions about them; nothing is stored twice.
import type { Repositories } from '../../db/database.ts';
import { SluiceError } from '../errors.ts';
import type { ListLayout } from '../model/list.ts';
import type { DataKey } from '../vault/envelope.ts';
import { inOrder } from './in-order.ts';
import type { Threads } from './threads.ts';

export interface ReleasedList {
  readonly listId: number;
  readonly publicId: string;
  readonly dataKey: DataKey;
  readonly layout: ListLayout;
  /** Names of further columns, as the request or the policy gave them. */
  readonly columns: readonly string[];
}

/** Which rows of a chunk are released: 1 or 0, one a row. */
export interface ReleasedChunk {
  readonly seq: number;
  readonly released: Uint8Array;
}

/** Chunks rendered ahead of the reader. */
const AHEAD = 3;

/**
 * The file of section 8.5: UTF-8, CRLF, header `row,address` and the columns that were asked for.
 * Columns that the list does not have were refused when the release was made.
 *
 * @throws SluiceError `list-deleted` while reading, when the list goes away: a file is whole or none.
 */
export async function* releasedFile(
  tx: Pick<Repositories, 'chunks'>,
  threads: Threads,
  list: ReleasedList,
  decided: AsyncIterable<ReleasedChunk> | Iterable<ReleasedChunk>,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${['row', 'address', ...list.columns.map(headerCell)].join(',')}\r\n`);
  const columns = columnPositions(list.layout, list.columns);
  async function* tasks() {
    for await (const { seq, released } of decided) {
      if (!released.includes(1)) continue;
      const chunk = await tx.chunks.find(list.listId, seq);
      if (!chunk) throw new SluiceError('list-deleted');
      const place = { listId: list.publicId, chunkNo: seq, firstRow: chunk.firstRow, rowCount: chunk.rows };
      const { dataKey, layout } = list;
      yield () => threads.renderReleased({ bytes: chunk.sealed, dataKey, place, layout, released, columns });
    }
  }
  yield* inOrder(tasks(), AHEAD);
}

/** 0-based positions of named columns; -1 never occurs for a release that was made. */
export function columnPositions(layout: ListLayout, names: readonly string[]): number[] {
  return names.map((name) => layout.columns?.indexOf(name) ?? -1);
}

function headerCell(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
