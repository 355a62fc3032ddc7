// Reads the form of a list upload: a few fields, then one file, streamed.
import { isUtf8 } from 'node:buffer';
import { SluiceError } from '../errors.ts';
import { BoundaryStream } from './boundary-stream.ts';
import type { IntakeLimits } from './limits.ts';
import { boundaryOf, partNameOf } from './multipart-headers.ts';

/** The fields of `POST /v1/lists`; each may be sent once, before the file. */
const FIELDS: ReadonlySet<string> = new Set(['name', 'source', 'address_column']);
const FILE = 'file';
const FIELD_MAX_BYTES = 4 * 1024;
const HEADERS_MAX_BYTES = 8 * 1024;

export interface UploadForm {
  /** The fields that were sent, by name. */
  readonly fields: ReadonlyMap<string, string>;
  /**
   * The bytes of the file. To be read to its end: only then is it known that the upload is complete
   * and that nothing follows. Reading throws `upload-incomplete`, `upload-too-large` or
   * `multipart-invalid` (a late field, a second file).
   */
  readonly file: AsyncIterable<Uint8Array>;
}

/**
 * Reads a multipart/form-data body (RFC 7578) up to the beginning of its file. The file name that the
 * client sends is ignored. Nothing is pulled from the body before the bytes at hand are taken.
 * @param body The body of the request; a web ReadableStream is one.
 * @param contentType The Content-Type header, with its boundary.
 * @throws SluiceError `media-unsupported`, `multipart-invalid`, `upload-incomplete`
 */
export async function readMultipart(
  body: AsyncIterable<Uint8Array>,
  contentType: string,
  limits: Pick<IntakeLimits, 'uploadMaxBytes'>,
): Promise<UploadForm> {
  const stream = new BoundaryStream(body, boundaryOf(contentType));
  try {
    const fields = await readFields(stream);
    return { fields, file: readFile(stream, limits.uploadMaxBytes) };
  } catch (thrown) {
    await stream.close();
    throw thrown;
  }
}

/** Reads parts until the file begins. */
async function readFields(stream: BoundaryStream): Promise<ReadonlyMap<string, string>> {
  const fields = new Map<string, string>();
  for (let more = await stream.enter(); more; more = await stream.hasMore()) {
    const name = partNameOf(await stream.headers(HEADERS_MAX_BYTES));
    if (name === FILE) return fields;
    if (!FIELDS.has(name) || fields.has(name)) throw new SluiceError('multipart-invalid');
    fields.set(name, await readField(stream));
  }
  throw new SluiceError('multipart-invalid', { detail: 'There is no part called file.' });
}

async function readField(stream: BoundaryStream): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of stream.content()) {
    length += piece.length;
    if (length > FIELD_MAX_BYTES) throw new SluiceError('multipart-invalid');
    pieces.push(piece);
  }
  const value = Buffer.concat(pieces);
  if (!isUtf8(value)) throw new SluiceError('multipart-invalid');
  return value.toString('utf8');
}

async function* readFile(
  stream: BoundaryStream,
  maxBytes: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let length = 0;
  try {
    for await (const piece of stream.content()) {
      length += piece.length;
      if (length > maxBytes) throw new SluiceError('upload-too-large');
      yield piece;
    }
    if (await stream.hasMore()) {
      throw new SluiceError('multipart-invalid', { detail: 'Nothing may follow the file.' });
    }
    await stream.finish();
  } finally {
    await stream.close();
  }
}
