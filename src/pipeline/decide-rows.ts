// Joins the rows of a list with what one snapshot knows of the people, and has each row decided.
import type { Repositories } from '../../db/database.ts';
import type { ListRow } from '../../db/repositories/lists.ts';
import type {
  ReleaseSnapshot,
  SnapshotChunk,
  SnapshotTerms,
} from '../../db/repositories/release-snapshot.ts';
import type { ReleaseRow, SenderRow } from '../../db/repositories/releases.ts';
import { needsSpecialConsent } from '../merge/release-facts.ts';
import { scopeCovers } from '../merge/scope.ts';
import { AFFIRMATIVE_KINDS, standsOn } from '../merge/standing.ts';
import { overlayStates } from '../merge/state-overlay.ts';
import { suppressionBit } from '../merge/suppression-masks.ts';
import type { ReleaseTerms } from '../model/decision.ts';
import type { DecisionBook } from '../release/decision-book.ts';
import type { DeclaredWords } from '../release/terms.ts';
import type { IndexKeys } from '../vault/blind-index.ts';
import type { DataKey } from '../vault/envelope.ts';
import { openTrailer, verifyTrailer } from '../vault/trailer.ts';
import { keyWords } from './duplicate-table.ts';
import { openLayout } from './layout-record.ts';
import { packedRowFacts } from './row-facts.ts';
import type { Threads } from './threads.ts';

/** The kind of consent that special categories ask for. */
const SPECIAL_KIND = 'part2_consent';

/** All that the transaction of one release works with. */
export interface Matter {
  readonly release: ReleaseRow;
  readonly list: ListRow;
  readonly sender: SenderRow;
  readonly terms: ReleaseTerms;
  readonly words: DeclaredWords;
  readonly dataKey: DataKey;
  readonly now: Date;
}

/** The list's packed keys for the join; the sealed trailer says that none is missing. */
export async function* snapshotChunks(
  tx: Repositories,
  { list, dataKey }: Matter,
  { threads, indexKeys }: { readonly threads: Threads; readonly indexKeys: IndexKeys },
): AsyncGenerator<SnapshotChunk> {
  const layout = openLayout(dataKey, list.publicId, list.sealedLayout ?? Buffer.alloc(0));
  const hashed = await tx.suppressions.hasHashed();
  const places = [];
  for await (const chunk of tx.chunks.results(list.id)) {
    const place = {
      listId: list.publicId,
      chunkNo: chunk.seq,
      firstRow: chunk.firstRow,
      rowCount: chunk.rows,
    };
    places.push(place);
    const stored = hashed ? await tx.chunks.find(list.id, chunk.seq) : null;
    const localFacts = keyWords(chunk.localFacts ?? new Uint8Array());
    const hashKeys = stored
      ? await threads.hashChunk({ bytes: stored.sealed, dataKey, place, layout, indexKeys, localFacts })
      : [];
    yield {
      seq: chunk.seq,
      rows: chunk.rows,
      addressKeys: chunk.addressKeys ?? Buffer.alloc(0),
      foldedKeys: chunk.foldedKeys ?? Buffer.alloc(0),
      domainIds: chunk.domainIds ?? Buffer.alloc(0),
      hashKeys: hashKeys.map((keys) => Buffer.from(keys)),
    };
  }
  verifyTrailer(
    openTrailer(dataKey, list.publicId, list.sealedTrailer ?? Buffer.alloc(0)),
    list.publicId,
    places,
  );
}

/** Joins what verification knows with what the snapshot knows, chunk by chunk. */
export async function* decideChunks(
  tx: Repositories,
  snapshot: ReleaseSnapshot,
  matter: Matter,
  book: DecisionBook,
) {
  const { release, list, terms, now } = matter;
  await snapshot.joinPeople(await snapshotTerms(tx, matter));
  for await (const chunk of tx.chunks.results(list.id)) {
    const person = await snapshot.personFacts(chunk.seq);
    const rowFacts = packedRowFacts(chunk, terms, now);
    const decisionIds = new Uint16Array(chunk.rows);
    const released = new Uint8Array(chunk.rows);
    const expiries = new Uint32Array(chunk.rows);
    let firstExpiry = 0;
    for (let at = 0; at < chunk.rows; at += 1) {
      // An int64 whose value is below 2^31.
      const id = book.decide(person.facts.readUInt32BE(at * 8 + 4), rowFacts[at] ?? 0);
      decisionIds[at] = id;
      if (!book.isReleased(id)) continue;
      released[at] = 1;
      expiries[at] = person.expiries.readUInt32BE(at * 8 + 4);
      firstExpiry = earliest(firstExpiry, expiries[at] ?? 0);
    }
    const row = {
      releaseId: release.id,
      seq: chunk.seq,
      firstRow: chunk.firstRow,
      rows: chunk.rows,
      addressKeys: chunk.addressKeys ?? Buffer.alloc(0),
      decisionIds: Buffer.from(decisionIds.buffer),
      expiries: Buffer.from(expiries.buffer),
    };
    yield { row, released, firstExpiry };
  }
}

async function snapshotTerms(tx: Repositories, { terms, list, sender, now }: Matter): Promise<SnapshotTerms> {
  const scopes = (await tx.consents.scopes()).filter((scope) => scopeCovers(scope, terms));
  const idsOf = (some: typeof scopes) => some.map(({ id }) => id);
  return {
    stream: terms.stream,
    scopeRefs: ['', `list:${list.publicId}`, `sender:${sender.publicId}`],
    coveringScopes: idsOf(scopes),
    standingScopes: idsOf(scopes.filter((scope) => standsOn(scope, terms))),
    specialScopes: needsSpecialConsent(terms)
      ? idsOf(scopes.filter(({ kind }) => kind === SPECIAL_KIND))
      : [],
    deceasedBit: suppressionBit('deceased'),
    confidentialBit: suppressionBit('confidential_comm'),
    overlayStates: overlayStates(now),
    affirmativeKinds: AFFIRMATIVE_KINDS,
    specialKind: SPECIAL_KIND,
  };
}

/** The earlier of two instants in seconds; 0 is none. */
export function earliest(a: number, b: number): number {
  if (a === 0 || b === 0) return a + b;
  return Math.min(a, b);
}
