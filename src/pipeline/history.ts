// What is known of the people of a chunk, as one packed byte a row.
import type { Database } from '../../db/database.ts';
import { suppressionBit } from '../merge/suppression-masks.ts';
import { ADDRESS_LISTS, type AddressList } from '../model/own-lists.ts';
import type { SuppressionReason } from '../model/suppression.ts';
import { type HistoryMark, packHistory } from '../score/history.ts';
import { INDEX_KEY_BYTES } from '../vault/blind-index.ts';
import { KeyFilter } from './key-filter.ts';

/** The people of one chunk, by their keys. */
export interface ChunkPeople {
  /** `lists.id`. */
  readonly listId: number;
  readonly seq: number;
  readonly rows: number;
  /** 16 bytes a row, zero for a row without a valid address. */
  readonly addressKeys: Uint8Array;
  /** Makes the keys of the rows' published hashes, in the same form; called only where somebody is known by one. */
  readonly hashKeys: () => Promise<readonly Uint8Array[]>;
}

export interface HistoryReader {
  /**
   * One byte a row in the layout of `src/score/history.ts`; empty when nothing is known of anybody, which is how
   * it is with many chunks.
   */
  read(chunk: ChunkPeople): Promise<Uint8Array>;
}

/**
 * Suppressions that tell what happened. The others say that somebody must not be mailed, which the gate asks for
 * itself: counted here too, they would decide twice.
 */
const REASON_MARKS: readonly (readonly [SuppressionReason, HistoryMark])[] = [
  ['hard_bounce_mailbox', 'hard-bounce'],
  ['complaint_fbl', 'complaint'],
  ['unsubscribe', 'unsubscribe'],
];
const REASONS_MASK = REASON_MARKS.reduce((mask, [reason]) => mask | suppressionBit(reason), 0);

const LIST_MARKS: Readonly<Record<AddressList, HistoryMark>> = {
  traps: 'trap',
  litigators: 'litigator',
  complainers: 'complainer',
};

/** From this chunk on a list is long: 5,000 look-ups a chunk would cost more than reading what is known once. */
const LONG_FROM_CHUNK = 4;
/** Long lists in the making, each with a filter of its own; made when the list has begun, so that none is stale. */
const FILTERS_MAX = 3;

export function createHistoryReader({ history }: Pick<Database, 'history'>): HistoryReader {
  const filters = new Map<number, Promise<KeyFilter>>();

  function filterOf(listId: number): Promise<KeyFilter> {
    const known = filters.get(listId);
    if (known !== undefined) return known;
    const made = history.prefixes(REASONS_MASK).then((prefixes) => new KeyFilter(prefixes));
    if (filters.size >= FILTERS_MAX) filters.delete(filters.keys().next().value ?? 0);
    filters.set(listId, made);
    made.catch(() => filters.delete(listId));
    return made;
  }

  /** Positions of the keys that may be known. */
  async function worthAsking({ listId, seq }: ChunkPeople, keys: Buffer): Promise<number[]> {
    const places = Array.from({ length: keys.length / INDEX_KEY_BYTES }, (_, at) => at);
    if (seq < LONG_FROM_CHUNK) return places;
    const filter = await filterOf(listId);
    return places.filter((at) => filter.mayHave(keys, at * INDEX_KEY_BYTES));
  }

  return {
    async read(chunk) {
      const { rows, addressKeys, hashKeys } = chunk;
      const hashed = (await history.hasHashes()) ? await hashKeys() : [];
      const keys = Buffer.concat([addressKeys, ...hashed]);
      const places = await worthAsking(chunk, keys);
      const asked = places.map((at) => keys.subarray(at * INDEX_KEY_BYTES, (at + 1) * INDEX_KEY_BYTES));
      const found = await history.ofKeys(Buffer.concat(asked), REASONS_MASK);
      const packed = new Uint8Array(found.length === 0 ? 0 : rows);
      for (const { at, suppressions, lists, seen } of found) {
        const row = (places[at] ?? 0) % rows;
        packed[row] = (packed[row] ?? 0) | packHistory(marksOf(suppressions, lists, seen));
      }
      return packed;
    },
  };
}

function marksOf(suppressions: number, lists: number, seen: boolean): HistoryMark[] {
  const marks = REASON_MARKS.filter(([reason]) => (suppressions & suppressionBit(reason)) !== 0).map(
    ([, mark]) => mark,
  );
  for (const [at, list] of ADDRESS_LISTS.entries()) {
    if ((lists & (1 << at)) !== 0) marks.push(LIST_MARKS[list]);
  }
  return seen ? [...marks, 'seen-lately'] : marks;
}
