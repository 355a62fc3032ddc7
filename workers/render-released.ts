// Thread entry: writes the rows of a chunk that may be mailed: number, address, and the columns that were asked for.

import { SluiceError } from '../src/errors.ts';
import { encodeCell } from '../src/intake/csv-cell.ts';
import { RowReader } from '../src/intake/row-reader.ts';
import type { ListLayout } from '../src/model/list.ts';
import { normalizedForm } from '../src/parse/forms.ts';
import { openChunk } from '../src/vault/chunk.ts';
import type { DataKey } from '../src/vault/envelope.ts';
import type { ChunkPlace } from '../src/vault/seal-identity.ts';
import { asOutcome } from './outcome.ts';
import { parseCell } from './read-chunk.ts';

export interface RenderReleasedTask {
  readonly bytes: Uint8Array;
  readonly dataKey: DataKey;
  readonly place: ChunkPlace;
  readonly layout: Pick<ListLayout, 'delimiter' | 'addressColumn'>;
  /** 1 for a row that is released, one a row. */
  readonly released: Uint8Array;
  /** Positions of further columns. */
  readonly columns: readonly number[];
}

/** CSV lines in UTF-8 with CRLF: `row,address[,…]`. */
export const renderReleased = asOutcome(async (task: RenderReleasedTask): Promise<Uint8Array> => {
  const bytes = await openChunk(task.dataKey, task.place, task.bytes);
  const reader = new RowReader(bytes, task.layout.delimiter);
  const out: string[] = [];
  for (let at = 0; at < task.place.rowCount && reader.next(); at += 1) {
    if (task.released[at] !== 1) continue;
    const outcome = parseCell(reader.cell(task.layout.addressColumn));
    // A released row was parsed when it was verified; if it does not parse now, the bytes are not those.
    if (!outcome.valid) throw new SluiceError('fail-closed', { row: task.place.firstRow + at });
    const cells = [
      String(task.place.firstRow + at),
      encodeCell(normalizedForm(outcome.mailbox), ','),
      ...task.columns.map((column) => encodeCell(reader.cell(column), ',')),
    ];
    out.push(`${cells.join(',')}\r\n`);
  }
  return Buffer.from(out.join(''));
});

export default renderReleased;
