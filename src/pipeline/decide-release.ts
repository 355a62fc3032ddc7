// Last chapter: one snapshot of everything known, one decision a row, and the proof of it.
import { createHash } from 'node:crypto';
import type { Database, Repositories } from '../../db/database.ts';
import type { ListRow } from '../../db/repositories/lists.ts';
import type { ReleaseSnapshot, SnapshotChunk } from '../../db/repositories/release-snapshot.ts';
import type { ReleaseRow, SenderRow } from '../../db/repositories/releases.ts';
import { auditEvent } from '../audit/event.ts';
import type { Log } from '../log.ts';
import { listFindings } from '../merge/list-rules.ts';
import { scopeCovers } from '../merge/scope.ts';
import { overlayStates } from '../merge/state-overlay.ts';
import { suppressionBit, suppressionMasks } from '../merge/suppression-masks.ts';
import { SYSTEM } from '../model/actor.ts';
import type { Stream } from '../model/consent.ts';
import type { ListReason, ReleaseTerms, Source } from '../model/decision.ts';
import { DecisionBook } from '../release/decision-book.ts';
import { createDecisionProof, makeManifest } from '../release/manifest.ts';
import { type DeclaredTerms, type DeclaredWords, declarationOf, termsOf } from '../release/terms.ts';
import type { IndexKeys } from '../vault/blind-index.ts';
import type { JsonObject } from '../vault/canonical-json.ts';
import type { DataKey } from '../vault/envelope.ts';
import type { KeyRing } from '../vault/key-ring.ts';
import { openTrailer, verifyTrailer } from '../vault/trailer.ts';
import type { DataKeys } from './data-keys.ts';
import { openWords } from './declared-words.ts';
import { openLayout } from './layout-record.ts';
import { type ReleasedChunk, releasedFile } from './release-rows.ts';
import { packedRowFacts } from './row-facts.ts';
import type { Threads } from './threads.ts';

export interface DecideOptions {
  readonly database: Database;
  readonly keys: DataKeys;
  readonly threads: Threads;
  readonly ring: KeyRing;
  readonly indexKeys: IndexKeys;
  readonly log: Log;
}

/** Kinds of consent that count as affirmative, and the one for special categories. */
const AFFIRMATIVE_KINDS = ['can_spam_affirmative', 'state_consent', 'gdpr_consent'];
const SPECIAL_KIND = 'part2_consent';

/** All that the transaction works with. */
interface Matter {
  readonly release: ReleaseRow;
  readonly list: ListRow;
  readonly sender: SenderRow;
  readonly terms: ReleaseTerms;
  readonly words: DeclaredWords;
  readonly dataKey: DataKey;
  readonly now: Date;
}

/**
 * Decides a release: everything is read in one REPEATABLE READ transaction and everything is written in it,
 * or nothing is. Running it twice changes nothing.
 */
export async function decideRelease(releaseId: number, options: DecideOptions): Promise<void> {
  const { database, log } = options;
  // Entries that have expired leave the masks first; in the snapshot a late one would only block.
  await database.transaction((tx) => tx.suppressions.refreshExpired(suppressionMasks));
  const decided = await database.snapshot(async (tx, snapshot) => {
    const release = await tx.releases.get(releaseId);
    if (release.status !== 'deciding') return null;
    const matter = await gather(tx, snapshot, release, options);
    const findings = listFindings(
      declarationOf(
        release.declaration as DeclaredTerms,
        matter.words,
        matter.sender.stream as Stream,
        matter.list.source as Source,
      ),
    );
    await (findings.length > 0 ? hold(tx, matter, findings) : judge(tx, snapshot, matter, options));
    return matter;
  });
  if (decided) log.info('release decided', { release: decided.release.publicId, rows: decided.list.rows });
}

async function gather(
  tx: Repositories,
  snapshot: ReleaseSnapshot,
  release: ReleaseRow,
  { keys }: DecideOptions,
): Promise<Matter> {
  const now = await snapshot.now();
  const list = await tx.lists.get(release.listId);
  const sender = await tx.releases.getSender(release.senderId);
  const policy = await tx.releases.getPolicy(release.policyVersion);
  const dataKey = await keys.ofList(list);
  const words = openWords(dataKey, release.publicId, release.sealedWords);
  const terms = termsOf(release.declaration as DeclaredTerms, {
    stream: sender.stream as Stream,
    listSource: list.source as Source,
    policy,
    now,
  });
  return { release, list, sender, terms, words, dataKey, now };
}

/** A finding about the whole list: no row is judged and nothing can be fetched. */
async function hold(
  tx: Repositories,
  { release, list, now }: Matter,
  findings: readonly ListReason[],
): Promise<void> {
  await tx.releases.decide(release.id, {
    status: 'held',
    revision: 1,
    rows: list.rows,
    counts: { released: 0, held: list.rows, excluded: 0 },
    reasons: {},
    listReasons: [...findings],
    decisions: [],
    snapshot: null,
    firstExpiryAt: null,
    decidedAt: now,
    expiresAt: null,
  });
  await tx.audit.insert(SYSTEM, auditEvent('release.held', release.publicId, { rows: list.rows }));
}

async function judge(
  tx: Repositories,
  snapshot: ReleaseSnapshot,
  matter: Matter,
  options: DecideOptions,
): Promise<void> {
  const { release, list, terms, now } = matter;
  await snapshot.loadRows(snapshotChunks(tx, matter, options));
  const book = new DecisionBook(terms);
  const proof = createDecisionProof(options.ring, release.publicId);
  const file = createHash('sha256');
  let bytes = 0;
  let firstExpiry = 0;
  async function* decided(): AsyncGenerator<ReleasedChunk> {
    for await (const chunk of decideChunks(tx, snapshot, matter, book)) {
      await tx.releases.insertChunk(chunk.row);
      proof.add(chunk.row.firstRow, chunk.decisionIds, book.decisions);
      firstExpiry = earliest(firstExpiry, chunk.firstExpiry);
      yield { seq: chunk.row.seq, released: chunk.released };
    }
  }
  const layout = openLayout(matter.dataKey, list.publicId, list.sealedLayout ?? Buffer.alloc(0));
  const released = { listId: list.id, publicId: list.publicId, dataKey: matter.dataKey, layout };
  const columns = matter.words.columns ?? terms.policy.releasedColumns;
  for await (const part of releasedFile(tx, options.threads, { ...released, columns }, decided())) {
    file.update(part);
    bytes += part.length;
  }
  const totals = book.totals();
  const expiresAt = new Date(now.getTime() + terms.policy.expirySeconds[terms.stream] * 1000);
  await tx.releases.decide(release.id, {
    status: 'ready',
    revision: 1,
    rows: list.rows,
    ...totals,
    listReasons: [],
    decisions: book.decisions.map(({ outcome, primary, reasons }) => ({
      outcome,
      primary,
      reasons: [...reasons],
    })),
    snapshot: await snapshot.id(),
    firstExpiryAt: firstExpiry === 0 ? null : new Date(firstExpiry * 1000),
    decidedAt: now,
    expiresAt,
  });
  const manifest = makeManifest(options.ring, {
    ...totals,
    release: release.publicId,
    revision: 1,
    list: list.publicId,
    listRevision: list.revision,
    sender: matter.sender.publicId,
    declaration: release.declaration as JsonObject,
    stream: terms.stream,
    policy: terms.policy.version,
    referenceVersions: list.referenceVersions ?? {},
    decidedAt: now,
    expiresAt,
    rows: list.rows,
    file: { sha256: file.digest('hex'), bytes, rows: totals.counts.released },
    merkleRoot: proof.root(),
  });
  await tx.releases.insertRevision(release.id, 1, manifest);
  await tx.audit.insert(SYSTEM, auditEvent('release.decided', release.publicId, { ...totals.counts }));
}

/** The list's packed keys for the join; the sealed trailer says that none is missing. */
async function* snapshotChunks(
  tx: Repositories,
  { list, dataKey }: Matter,
  { threads, indexKeys }: DecideOptions,
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
    const hashKeys = stored
      ? await threads.hashChunk({ bytes: stored.sealed, dataKey, place, layout, indexKeys })
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
async function* decideChunks(
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
    yield { row, decisionIds, released, firstExpiry };
  }
}

async function snapshotTerms(tx: Repositories, { terms, list, sender, now }: Matter) {
  const scopes = await tx.consents.scopes();
  return {
    stream: terms.stream,
    scopeRefs: ['', `list:${list.publicId}`, `sender:${sender.publicId}`],
    coveringScopes: scopes.filter((scope) => scopeCovers(scope, terms)).map(({ id }) => id),
    deceasedBit: suppressionBit('deceased'),
    confidentialBit: suppressionBit('confidential_comm'),
    overlayStates: overlayStates(now),
    affirmativeKinds: AFFIRMATIVE_KINDS,
    specialKind: SPECIAL_KIND,
  };
}

/** The earlier of two instants in seconds; 0 is none. */
function earliest(a: number, b: number): number {
  if (a === 0 || b === 0) return a + b;
  return Math.min(a, b);
}
