// The one way to COPY rows in: binary, our own encoding, and a deadline.
import { once } from 'node:events';
import type { ReservedSql, TransactionSql } from 'postgres';
import { SluiceError } from '../src/errors.ts';

/** `PGCOPY\n\xff\r\n\0`, no flags, no extension (PostgreSQL manual, COPY, Binary Format). */
const SIGNATURE = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex');
const TRAILER = Buffer.from('ffff', 'hex');

/**
 * Copies rows into a table. `parts` hold rows in PostgreSQL's binary format, made of numbers and bytes that
 * we encoded ourselves: text of a user in a COPY could be refused, and be quoted in the server's log.
 *
 * A driver's COPY that the server refuses after its last row never settles (porsager/postgres issue 1173), so
 * the refusal is taken from the statement itself, and the wait ends at `deadlineMs` in any case. Destroying
 * the stream ends the COPY, and the transaction rolls back.
 *
 * @throws SluiceError `database-unavailable` at the deadline, or whatever the driver reports.
 */
export async function copyRows(
  sql: TransactionSql | ReservedSql,
  target: string,
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  deadlineMs = 600_000,
): Promise<void> {
  const statement = sql.unsafe(`COPY ${target} FROM STDIN WITH (FORMAT binary)`);
  const stream = await statement.writable();
  const failed = once(stream, 'error').then(([error]) => Promise.reject(error));
  failed.catch(() => {});
  const finished = once(stream, 'finish');
  finished.catch(() => {});
  // With the stream the statement has kept its promise; what it learns from now on it would tell nobody.
  Object.assign(statement, { reject: (refusal: Error) => stream.destroy(refusal) });
  const late = new SluiceError('database-unavailable', { detail: 'COPY took too long.' });
  const timer = setTimeout(() => stream.destroy(late), deadlineMs);
  try {
    await Promise.race([writeAll(stream, parts), failed]);
    await Promise.race([finished, failed]);
  } catch (thrown) {
    stream.destroy(thrown as Error);
    throw thrown;
  } finally {
    clearTimeout(timer);
  }
}

async function writeAll(
  stream: NodeJS.WritableStream,
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  stream.write(SIGNATURE);
  for await (const part of parts) {
    if (!stream.write(part)) await once(stream, 'drain');
  }
  stream.end(TRAILER);
}
