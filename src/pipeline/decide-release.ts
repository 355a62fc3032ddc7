// Last chapter: one snapshot of everything known, one decision a row, and the proof of it.
import { createHash } from 'node:crypto';
import type { Database, Repositories } from '../../db/database.ts';
import type { ReleaseSnapshot } from '../../db/repositories/release-snapshot.ts';
import type { ReleaseRow } from '../../db/repositories/releases.ts';
import { gradedReasons } from '../access/graded-reasons.ts';
import { auditEvent } from '../audit/event.ts';
import type { Log } from '../log.ts';
import { listFindings } from '../merge/list-rules.ts';
import { suppressionMasks } from '../merge/suppression-masks.ts';
import { SYSTEM } from '../model/actor.ts';
import type { Stream } from '../model/consent.ts';
import type { ListReason, Source } from '../model/decision.ts';
import { DecisionBook } from '../release/decision-book.ts';
import { createDecisionProof, makeManifest } from '../release/manifest.ts';
import { type DeclaredTerms, declarationOf, termsOf } from '../release/terms.ts';
import type { IndexKeys } from '../vault/blind-index.ts';
import type { JsonObject } from '../vault/canonical-json.ts';
import type { KeyRing } from '../vault/key-ring.ts';
import { isClockSure } from './clock.ts';
import type { DataKeys } from './data-keys.ts';
import { decideChunks, earliest, type Matter, snapshotChunks } from './decide-rows.ts';
import { openWords } from './declared-words.ts';
import type { Jobs } from './jobs.ts';
import { openLayout } from './layout-record.ts';
import { type ReleasedChunk, releasedFile } from './release-rows.ts';
import type { Threads } from './threads.ts';

export interface DecideOptions {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly keys: DataKeys;
  readonly threads: Threads;
  readonly ring: KeyRing;
  readonly indexKeys: IndexKeys;
  readonly log: Log;
}

/** Pause before a release looks again whether the imports that it waits for are done. */
const IMPORTS_WAIT_SECONDS = 2;

/**
 * Decides a release: everything is read in one REPEATABLE READ transaction and everything is written in it, or
 * nothing is. Running it twice changes nothing. While an import is running the release is put off, for what is
 * being imported counts; an import that the snapshot does not see began after it, so what it brings is newer.
 * Where the clocks cannot be trusted nothing is decided: the release is held.
 */
export async function decideRelease(releaseId: number, options: DecideOptions): Promise<void> {
  const { database, jobs, log } = options;
  const isSure = await isClockSure(database.audit);
  // Entries that have expired leave the masks first; in the snapshot a late one would only block.
  if (isSure) await database.transaction((tx) => tx.suppressions.refreshExpired(suppressionMasks));
  const decided = await database.snapshot(async (tx, snapshot) => {
    const release = await tx.releases.get(releaseId);
    if (release.status !== 'deciding') return null;
    if ((await tx.imports.running()) > 0) {
      await jobs.send(tx, 'decide-release', { release: releaseId }, IMPORTS_WAIT_SECONDS);
      return null;
    }
    const matter = await gather(tx, snapshot, release, options);
    const findings = findingsOf(matter);
    if (!isSure) findings.push('CLOCK_UNSURE');
    await (findings.length > 0 ? hold(tx, matter, findings) : judge(tx, snapshot, matter, options));
    return matter;
  });
  if (decided) log.info('release decided', { release: decided.release.publicId, rows: decided.list.rows });
}

function findingsOf({ release, words, sender, list }: Matter): ListReason[] {
  const declared = release.declaration as DeclaredTerms;
  return listFindings(declarationOf(declared, words, sender.stream as Stream, list.source as Source));
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
      proof.add(chunk.row, book.decisions);
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
  const snapshotId = await snapshot.id();
  const firstExpiryAt = firstExpiry === 0 ? null : new Date(firstExpiry * 1000);
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
    snapshot: snapshotId,
    firstExpiryAt,
    decidedAt: now,
    expiresAt,
  });
  const facts = {
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
    decisions: proof.seal({ revision: 1, snapshot: snapshotId, firstExpiryAt, columns }),
  };
  await tx.releases.insertRevision(release.id, 1, {
    manifest: makeManifest(options.ring, facts),
    senderManifest: makeManifest(options.ring, facts, gradedReasons(totals.reasons)),
  });
  await tx.audit.insert(SYSTEM, auditEvent('release.decided', release.publicId, { ...totals.counts }));
}
