// Turns whatever was uploaded into one layout and a stream of row chunks.
import { SluiceError } from '../errors.ts';
import type { Encoding, ListLayout, RowChunk } from '../model/list.ts';
import { cutChunks } from './chunker.ts';
import { decodeToUtf8 } from './decoder.ts';
import { detectEncoding } from './encoding.ts';
import { findLayout } from './layout.ts';
import type { IntakeLimits } from './limits.ts';
import { PieceReader } from './piece-reader.ts';
import { openWorkbook } from './workbook.ts';

/** Bytes by which format, encoding and layout are judged. */
const HEAD_BYTES = 64 * 1024;

const ZIP_START = Buffer.from('PK\x03\x04', 'latin1');
/** A compound file: an encrypted workbook, or one of the format before 2007. */
const OLE2_START = Buffer.from('d0cf11e0a1b11ae1', 'hex');

export interface UploadOptions {
  /** A name of the header, or a 1-based number; the column is looked for when it is left out. */
  readonly addressColumn?: string | undefined;
  /**
   * The first row is the header whatever it says, and no column needs to hold addresses: for imports,
   * whose columns have fixed names.
   * @default false
   */
  readonly headed?: boolean | undefined;
  readonly limits: IntakeLimits;
}

export interface OpenedUpload {
  readonly layout: ListLayout;
  /**
   * To be read once and to its end. Reading may throw the codes of `openUpload`, `row-too-long`, and
   * whatever the source throws; the list is not complete then.
   */
  readonly chunks: AsyncIterable<RowChunk>;
}

/** UTF-8 of one format, and where it comes from. */
interface Text {
  readonly pieces: AsyncIterable<Uint8Array>;
  readonly format: 'text' | 'xlsx';
  readonly encoding: Encoding;
}

/**
 * Opens an upload: CSV with any of the four delimiters and encodings, one address a line, or XLSX.
 * Text is streamed: nothing is pulled from the source before the chunks at hand are taken. A workbook
 * is held in memory, under its limits. An empty file has width 0 and no chunks.
 * @throws SluiceError `not-a-text-file`, `encoding-invalid`, `no-address-column`, `too-many-columns`,
 * `header-too-long`, `row-too-long`, `upload-too-large`, `workbook-encrypted`, `workbook-too-large`,
 * `workbook-invalid`
 */
export async function openUpload(
  source: AsyncIterable<Uint8Array>,
  options: UploadOptions,
): Promise<OpenedUpload> {
  const { limits } = options;
  const upload = new PieceReader(countBytes(source, limits.uploadMaxBytes));
  try {
    const { pieces, format, encoding } = await readText(upload, limits);
    const text = new PieceReader(pieces);
    const head = await peekFirstRow(text, limits);
    const addressColumn = options.addressColumn?.trim() || undefined;
    const { layout, dataStart } = findLayout(head, {
      format,
      encoding,
      complete: text.ended,
      addressColumn,
      headed: options.headed,
      limits,
    });
    return { layout, chunks: cutChunks(text.rest(dataStart), layout.delimiter, limits) };
  } catch (thrown) {
    await upload.close();
    throw thrown;
  }
}

async function readText(upload: PieceReader, limits: IntakeLimits): Promise<Text> {
  const head = await upload.peek(HEAD_BYTES);
  if (startsWith(head, OLE2_START)) throw new SluiceError('workbook-encrypted');
  if (startsWith(head, ZIP_START)) {
    const pieces = await openWorkbook(await gather(upload, limits.workbookMaxBytes), limits);
    return { pieces, format: 'xlsx', encoding: 'utf-8' };
  }
  const detected = detectEncoding(head, upload.ended);
  return { pieces: decodeToUtf8(upload.rest(), detected), format: 'text', encoding: detected.encoding };
}

/** The head of the text, with the end of its first row in it. */
async function peekFirstRow(text: PieceReader, limits: IntakeLimits): Promise<Uint8Array> {
  let head = await text.peek(HEAD_BYTES);
  while (!text.ended && !head.includes(0x0a) && !head.includes(0x0d)) {
    if (head.length > limits.rowMaxBytes) throw new SluiceError('row-too-long', { row: 1 });
    head = await text.peek(head.length + HEAD_BYTES);
  }
  return head;
}

async function gather(upload: PieceReader, maxBytes: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of upload.rest()) {
    length += piece.length;
    if (length > maxBytes) throw new SluiceError('workbook-too-large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

async function* countBytes(source: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const piece of source) {
    length += piece.length;
    if (length > maxBytes) throw new SluiceError('upload-too-large');
    yield piece;
  }
}

function startsWith(bytes: Buffer, start: Buffer): boolean {
  return bytes.subarray(0, start.length).equals(start);
}
