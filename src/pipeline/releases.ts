// Senders and releases as the API and the commands use them.
import type { Database } from '../../db/database.ts';
import type { ReleaseRow } from '../../db/repositories/releases.ts';
import type { Caller } from '../access/authenticate.ts';
import { gradedReasons, seesExactReasons } from '../access/graded-reasons.ts';
import { auditEvent } from '../audit/event.ts';
import { SluiceError } from '../errors.ts';
import type { Actor } from '../model/actor.ts';
import type { Stream } from '../model/consent.ts';
import type { ReleaseReason } from '../model/decision.ts';
import type { DeclaredTerms, DeclaredWords } from '../release/terms.ts';
import type { KeyRing } from '../vault/key-ring.ts';
import type { DataKeys } from './data-keys.ts';
import { sealWords } from './declared-words.ts';
import type { Jobs } from './jobs.ts';
import { openLayout } from './layout-record.ts';
import { publicId } from './public-id.ts';
import { openReleaseFile } from './release-file.ts';
import { columnPositions } from './release-rows.ts';
import type { Threads } from './threads.ts';

export interface ReleasesOptions {
  readonly database: Database;
  readonly keys: DataKeys;
  readonly jobs: Jobs;
  readonly threads: Threads;
  readonly ring: KeyRing;
}

/** The contract's release request. */
export interface ReleaseRequest extends DeclaredTerms, DeclaredWords {
  readonly list: string;
  readonly sender: string;
}

/** Who reads releases: the senders that it may read, and how much of the reasons. */
type Reader = Pick<Caller, 'actor' | 'role' | 'senders'>;

const PAGE = 100;

export function createSenders({ database }: Pick<ReleasesOptions, 'database'>) {
  return {
    async create(actor: Actor, sender: { name: string; domain: string; stream: Stream }) {
      const id = publicId('snd');
      const domain = sender.domain.toLowerCase();
      await database.transaction(async (tx) => {
        await tx.releases.insertSender({ ...sender, domain, publicId: id, personId: actor.personId });
        await tx.audit.insert(actor, auditEvent('sender.create', id, { stream: sender.stream }));
      });
      return { ...sender, id, domain };
    },

    async list() {
      const rows = await database.releases.listSenders();
      return rows.map(({ publicId: id, name, domain, stream }) => ({
        id,
        name,
        domain,
        stream: stream as Stream,
      }));
    },
  };
}

export function createReleases(options: ReleasesOptions) {
  const { database, keys, jobs } = options;

  /** What another sender's key asks for is not there. */
  async function get({ senders }: Reader, id: string) {
    const release = await database.releases.find(id);
    if (!release) throw new SluiceError('not-found');
    const sender = await database.releases.getSender(release.senderId);
    if (senders && !senders.includes(sender.publicId)) throw new SluiceError('not-found');
    return release;
  }

  async function view({ role }: Reader, release: ReleaseRow & { readonly expired: boolean }) {
    const list = await database.lists.get(release.listId);
    const sender = await database.releases.getSender(release.senderId);
    const { reasons, ...rest } = releaseView(release, list.publicId, sender.publicId);
    return { ...rest, reasons: seesExactReasons(role) ? reasons : gradedReasons(reasons) };
  }

  return {
    /**
     * Asks for a decision.
     *
     * @throws SluiceError `invalid-value` for an unknown list, sender or column and for a relationship attested
     *   in the future, `source-differs`, `list-not-complete`
     */
    async create(actor: Actor, request: ReleaseRequest): Promise<{ id: string; status: string }> {
      const { terms, words } = splitRequest(request);
      const list = await database.lists.find(request.list);
      if (!list)
        throw new SluiceError('invalid-value', { pointer: '/list', detail: 'There is no such list.' });
      const sender = await database.releases.findSender(request.sender);
      if (!sender)
        throw new SluiceError('invalid-value', { pointer: '/sender', detail: 'There is no such sender.' });
      if (terms.source !== undefined && terms.source !== list.source) throw new SluiceError('source-differs');
      if (list.status !== 'completed') throw new SluiceError('list-not-complete');
      const dataKey = await keys.ofList(list);
      const layout = openLayout(dataKey, list.publicId, list.sealedLayout ?? Buffer.alloc(0));
      if (columnPositions(layout, words.columns ?? []).includes(-1)) {
        throw new SluiceError('invalid-value', {
          pointer: '/columns',
          detail: 'The list has no such column.',
        });
      }
      await assertAttested(terms.relationship, database);
      const id = publicId('rel');
      const policy = await database.releases.currentPolicy();
      await database.transaction(async (tx) => {
        // A list that is being deleted has no release any more; one that is asked for is not deleted.
        const { deletedAt, revision } = await tx.lists.lock(list.id);
        if (deletedAt) throw new SluiceError('list-deleted');
        const release = await tx.releases.insert({
          publicId: id,
          listId: list.id,
          listRevision: revision,
          senderId: sender.id,
          declaration: { ...terms },
          sealedWords: sealWords(dataKey, id, words),
          policyVersion: policy.version,
          personId: actor.personId,
        });
        await tx.audit.insert(
          actor,
          auditEvent('release.create', id, { list: list.publicId, policy: policy.version }),
        );
        await jobs.send(tx, 'decide-release', { release });
      });
      return { id, status: 'deciding' };
    },

    async find(reader: Reader, id: string) {
      return view(reader, await get(reader, id));
    },

    async page(reader: Reader, listPublicId: string | null) {
      const list = listPublicId === null ? null : await database.lists.find(listPublicId);
      if (listPublicId !== null && !list) throw new SluiceError('not-found');
      const found = await database.releases.listByList(list?.id ?? null, reader.senders, PAGE);
      return Promise.all(found.map((release) => view(reader, release)));
    },

    async file(reader: Reader, id: string, revision: number | null) {
      const release = await get(reader, id);
      if (revision !== null && revision !== release.revision) throw new SluiceError('not-found');
      return openReleaseFile(reader.actor, release, options);
    },

    async manifest(reader: Reader, id: string, revision: number | null): Promise<string> {
      const release = await get(reader, id);
      if (release.status === 'deciding') throw new SluiceError('release-not-ready');
      const column = seesExactReasons(reader.role) ? 'manifest' : 'senderManifest';
      const manifest = await database.releases.findManifest(release.id, revision ?? release.revision, column);
      if (manifest === null) throw new SluiceError(release.status === 'held' ? 'release-held' : 'not-found');
      return manifest;
    },
  };
}

/** A time that a caller sends can only worsen: what lies ahead of the database's clock is refused. */
async function assertAttested(relationship: DeclaredTerms['relationship'], { now }: Database): Promise<void> {
  if (!relationship || new Date(relationship.attested_at) <= (await now())) return;
  throw new SluiceError('invalid-value', {
    pointer: '/relationship/attested_at',
    detail: 'The time lies in the future.',
  });
}

/** Words of our own vocabulary are stored in clear; the requester's own are sealed. */
function splitRequest(request: ReleaseRequest): { terms: DeclaredTerms; words: DeclaredWords } {
  const { content, phi_basis, remuneration, source, purpose, relationship, essential } = request;
  const { trigger, criteria, category, content_check, columns } = request;
  return {
    terms: { content, phi_basis, remuneration, source, purpose, relationship, essential },
    words: { trigger, criteria, category, content_check, columns },
  };
}

function releaseView(release: ReleaseRow & { readonly expired: boolean }, list: string, sender: string) {
  const counts = release.counts as { released: number; held: number; excluded: number } | null;
  return {
    id: release.publicId,
    list,
    sender,
    status: release.status === 'ready' && release.expired ? 'expired' : release.status,
    revision: release.revision,
    rows: release.rows,
    counts: { released: counts?.released ?? 0, held: counts?.held ?? 0, excluded: counts?.excluded ?? 0 },
    reasons: (release.reasons ?? {}) as Partial<Record<ReleaseReason, number>>,
    list_reasons: release.listReasons,
    policy: release.policyVersion,
    expires_at: release.expiresAt?.toISOString() ?? null,
    manifest: release.status === 'ready' ? `/v1/releases/${release.publicId}/manifest` : null,
    failure: release.failure,
  };
}

export type ReleaseView = ReturnType<typeof releaseView>;
