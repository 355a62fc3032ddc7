// Thread entry: opens a chunk, reads its rows, and makes keys and local facts of each address.
import { ProblemFinder } from '../src/intake/problems.ts';
import { RowReader } from '../src/intake/row-reader.ts';
import type { Delimiter, ListLayout } from '../src/model/list.ts';
import { ROW_PROBLEMS } from '../src/model/list.ts';
import type { ParseOutcome } from '../src/model/mailbox.ts';
import type { ReferenceLists } from '../src/model/reference-lists.ts';
import { parseAddress } from '../src/parse/address.ts';
import { cleanCell } from '../src/parse/clean-cell.ts';
import { foldedForm, keyForm } from '../src/parse/forms.ts';
import { localFacts } from '../src/score/local-facts.ts';
import {
  type BlindIndex,
  blindIndexFrom,
  INDEX_KEY_BYTES,
  type IndexKeys,
} from '../src/vault/blind-index.ts';
import { openChunk } from '../src/vault/chunk.ts';
import type { DataKey } from '../src/vault/envelope.ts';
import type { ChunkPlace } from '../src/vault/seal-identity.ts';
import { asOutcome } from './outcome.ts';
import { threadLists } from './reference.ts';

export interface ReadChunkTask {
  /** Sealed under `dataKey`, or plain rows when that is null (`sluice verify`, which stores nothing). */
  readonly bytes: Uint8Array;
  readonly dataKey: DataKey | null;
  readonly place: ChunkPlace;
  readonly layout: Pick<ListLayout, 'delimiter' | 'width' | 'addressColumn'>;
  readonly indexKeys: IndexKeys;
  /** One number in shared memory: the 0-based row that is being read, -1 before the first and after the last. */
  readonly progress: Int32Array;
  /** 1 for a row that is not to be read, one a row. */
  readonly unread: Uint8Array;
}

/** Packed, one entry a row: see docs/architecture.md for the widths. */
export interface ReadChunkAnswer {
  /** 16 bytes a row; zero for a row without a valid address. */
  readonly addressKeys: Uint8Array;
  readonly foldedKeys: Uint8Array;
  readonly localFacts: Uint32Array;
  /** Index into `domains`; -1 for none (an invalid address, an address literal). */
  readonly domainIndex: Int32Array;
  /** Distinct domains, joined by line feeds. */
  readonly domains: string;
  /** 16 bytes a distinct domain. */
  readonly domainKeys: Uint8Array;
  /** `row, problem index` pairs, flat. */
  readonly problems: Int32Array;
  /** Cells of the widest row. */
  readonly maxCells: number;
}

export const readChunk = asOutcome(async (task: ReadChunkTask): Promise<ReadChunkAnswer> => {
  const bytes = task.dataKey ? await openChunk(task.dataKey, task.place, task.bytes) : task.bytes;
  return readRows(bytes, task, blindIndexFrom(task.indexKeys), await threadLists());
});

export default readChunk;

const NOT_READ: ParseOutcome = { valid: false, reason: 'parse-timeout' };

/** One parsed row, as far as later stages need it. */
export function parseCell(cell: string): ParseOutcome {
  const { text, cleaned } = cleanCell(cell);
  const outcome = parseAddress(text);
  return outcome.valid && cleaned ? { ...outcome, flags: ['cleaned', ...outcome.flags] } : outcome;
}

function readRows(
  bytes: Uint8Array,
  { place, layout, progress, unread }: ReadChunkTask,
  index: BlindIndex,
  lists: ReferenceLists,
): ReadChunkAnswer {
  const { rowCount: rows } = place;
  const addressKeys = new Uint8Array(rows * INDEX_KEY_BYTES);
  const foldedKeys = new Uint8Array(rows * INDEX_KEY_BYTES);
  const facts = new Uint32Array(rows);
  const domainIndex = new Int32Array(rows).fill(-1);
  const domains = new Map<string, number>();
  const problems: number[] = [];
  let maxCells = layout.width;

  const reader = new RowReader(bytes, layout.delimiter as Delimiter);
  const finder = new ProblemFinder(reader, layout);
  for (let at = 0; at < rows && reader.next(); at += 1) {
    Atomics.store(progress, 0, at);
    if (reader.cells > maxCells) maxCells = reader.cells;
    if (unread[at] === 1) {
      facts[at] = localFacts(NOT_READ, lists);
      problems.push(place.firstRow + at, ROW_PROBLEMS.indexOf('parse-timeout'));
      continue;
    }
    for (const problem of finder.problemsOfRow()) {
      problems.push(place.firstRow + at, ROW_PROBLEMS.indexOf(problem));
    }
    const outcome = parseCell(reader.cell(layout.addressColumn));
    facts[at] = localFacts(outcome, lists);
    if (!outcome.valid) continue;
    const { mailbox } = outcome;
    addressKeys.set(index.addressKey(keyForm(mailbox)), at * INDEX_KEY_BYTES);
    foldedKeys.set(index.foldedKey(foldedForm(mailbox)), at * INDEX_KEY_BYTES);
    if (mailbox.domainKind === 'name') domainIndex[at] = numberOf(domains, mailbox.domain);
  }
  Atomics.store(progress, 0, -1);
  const names = [...domains.keys()];
  const domainKeys = new Uint8Array(names.length * INDEX_KEY_BYTES);
  names.forEach((name, at) => {
    domainKeys.set(index.domainKey(name), at * INDEX_KEY_BYTES);
  });
  return {
    addressKeys,
    foldedKeys,
    localFacts: facts,
    domainIndex,
    domains: names.join('\n'),
    domainKeys,
    problems: Int32Array.from(problems),
    maxCells,
  };
}

function numberOf(domains: Map<string, number>, domain: string): number {
  const known = domains.get(domain);
  if (known !== undefined) return known;
  domains.set(domain, domains.size);
  return domains.size - 1;
}
