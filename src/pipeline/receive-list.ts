// First chapter of a list: the upload becomes sealed chunks, each with its job, while it is still coming in.
import type { Database, Repositories } from '../../db/database.ts';
import { auditEvent } from '../audit/event.ts';
import { crossBorder, SluiceError } from '../errors.ts';
import type { IntakeLimits } from '../intake/limits.ts';
import { readMultipart } from '../intake/multipart.ts';
import { openUpload } from '../intake/upload.ts';
import type { Actor } from '../model/actor.ts';
import { SOURCES, type Source } from '../model/decision.ts';
import { sealChunk } from '../vault/chunk.ts';
import type { DataKey } from '../vault/envelope.ts';
import { sealTrailer } from '../vault/trailer.ts';
import type { DataKeys } from './data-keys.ts';
import type { Jobs } from './jobs.ts';
import { sealLayout, sealName } from './layout-record.ts';
import { publicId } from './public-id.ts';

export interface ReceiveOptions {
  readonly database: Database;
  readonly keys: DataKeys;
  readonly jobs: Jobs;
  readonly limits: IntakeLimits;
}

interface NewList {
  readonly id: number;
  readonly publicId: string;
  readonly dataKey: DataKey;
}

/**
 * Receives a multipart upload. The answer comes when the last chunk is committed; until then the list is
 * `receiving`, and a cut upload leaves it `failed` with the rows that arrived counted.
 *
 * @throws SluiceError of the intake, or `invalid-value` for a bad field; nothing half is ever released.
 */
export async function receiveList(
  actor: Actor,
  body: AsyncIterable<Uint8Array>,
  contentType: string | undefined,
  options: ReceiveOptions,
): Promise<{ id: string; status: string }> {
  const { fields, file } = await readMultipart(body, contentType ?? '', options.limits);
  const list = await startList(actor, fields, options).catch(async (thrown) => {
    // The file will not be read: let go of the sender.
    await file[Symbol.asyncIterator]().return?.();
    throw thrown;
  });
  try {
    await storeFile(actor, list, file, fields.get('address_column'), options);
  } catch (thrown) {
    await failList(actor, list, thrown, options);
    throw thrown;
  }
  return { id: list.publicId, status: 'queued' };
}

const NAME_MAX = 200;

function readFields(fields: ReadonlyMap<string, string>): { name: string; source: Source } {
  const name = fields.get('name')?.trim() ?? '';
  const source = fields.get('source') ?? 'unknown';
  if (name === '' || name.length > NAME_MAX) {
    const detail = `A list needs a name of at most ${NAME_MAX} characters.`;
    throw new SluiceError('invalid-value', { pointer: '/name', detail });
  }
  if (isSource(source)) return { name, source };
  throw new SluiceError('invalid-value', { pointer: '/source', detail: `One of: ${SOURCES.join(', ')}.` });
}

function isSource(text: string): text is Source {
  return (SOURCES as readonly string[]).includes(text);
}

async function startList(
  actor: Actor,
  fields: ReadonlyMap<string, string>,
  { keys }: ReceiveOptions,
): Promise<NewList> {
  const { name, source } = readFields(fields);
  const id = publicId('lst');
  return keys.makeForList(id, async (tx, dataKey) => {
    const row = await tx.lists.insert({
      publicId: id,
      source,
      dataKeyId: dataKey.id,
      sealedName: sealName(dataKey, id, name),
      personId: actor.personId,
    });
    await tx.audit.insert(actor, auditEvent('list.receive', id, { source }));
    return { id: row, publicId: id, dataKey };
  });
}

async function storeFile(
  actor: Actor,
  list: NewList,
  file: AsyncIterable<Uint8Array>,
  addressColumn: string | undefined,
  { database, jobs, limits }: ReceiveOptions,
): Promise<void> {
  const upload = await openUpload(file, { addressColumn, limits });
  await database.lists.setLayout(list.id, sealLayout(list.dataKey, list.publicId, upload.layout));
  let rows = 0;
  let chunks = 0;
  for await (const chunk of upload.chunks) {
    const place = {
      listId: list.publicId,
      chunkNo: chunk.seq,
      firstRow: chunk.firstRow,
      rowCount: chunk.rows,
    };
    const sealed = await sealChunk(list.dataKey, place, chunk.bytes);
    await database.transaction(async (tx) => {
      await tx.chunks.insert({
        listId: list.id,
        seq: chunk.seq,
        firstRow: chunk.firstRow,
        rows: chunk.rows,
        sealed,
      });
      await assertReceiving(tx, list.id);
      await jobs.send(tx, 'verify-chunk', { list: list.id, seq: chunk.seq });
    });
    rows += chunk.rows;
    chunks += 1;
  }
  await database.transaction(async (tx) => {
    await tx.lists.lock(list.id);
    const sealedTrailer = sealTrailer(list.dataKey, list.publicId, { chunks, rows });
    await tx.lists.endIntake(list.id, { rows, chunks, sealedTrailer });
    if (!(await tx.lists.move(list.id, 'queued'))) throw new SluiceError('list-not-complete');
    // Every chunk may have been verified before the last byte came, or there may be none.
    if ((await tx.chunks.waiting(list.id)) === 0) await jobs.send(tx, 'finish-list', { list: list.id });
    await tx.audit.insert(actor, auditEvent('list.received', list.publicId, { rows, chunks }));
  });
}

/**
 * Stops an upload whose list was deleted, or given up, meanwhile. The new chunk points to the list's row and
 * thereby holds it: who ends the list either is seen here or takes the chunk along.
 */
async function assertReceiving(tx: Repositories, listId: number): Promise<void> {
  const { status, deletedAt } = await tx.lists.get(listId);
  if (deletedAt) throw new SluiceError('list-deleted');
  if (status !== 'receiving') throw new SluiceError('list-not-complete');
}

async function failList(
  actor: Actor,
  list: NewList,
  thrown: unknown,
  { database }: ReceiveOptions,
): Promise<void> {
  const { code } = crossBorder(thrown);
  await database
    .transaction(async (tx) => {
      await tx.lists.move(list.id, 'failed', code);
      await tx.audit.insert(actor, auditEvent('list.failed', list.publicId, { code }));
    })
    // The database may be what failed; the sweep finds a list that nobody feeds.
    .catch(() => {});
}
