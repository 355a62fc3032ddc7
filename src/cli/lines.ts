// Cuts standard input into lines of bounded length.

export interface Line {
  /** The first line is 1. */
  readonly number: number;
  /** Without its line end; null for a line that is too long to be read. */
  readonly text: string | null;
}

/** An address has at most 320 octets; a line of JSON may hold other fields beside it. */
const LINE_MAX_BYTES = 1024 * 1024;
const LF = 0x0a;
const NOTHING = Buffer.alloc(0);

/** Lines end with LF or CRLF; a byte order mark before the first is dropped. */
export async function* readLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<Line, void> {
  let held: Buffer = NOTHING;
  let number = 0;
  for await (const piece of source) {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let from = 0;
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, from)) {
      number += 1;
      yield lineOf(number, joined(held, bytes.subarray(from, end)));
      held = NOTHING;
      from = end + 1;
    }
    held = joined(held, bytes.subarray(from));
  }
  if (held.length > 0) yield lineOf(number + 1, held);
}

/** Keeps one byte more than a line may have, so that a longer one is seen and costs no more memory. */
function joined(held: Buffer, more: Buffer): Buffer {
  const whole = held.length === 0 ? more : Buffer.concat([held, more]);
  return whole.subarray(0, LINE_MAX_BYTES + 1);
}

function lineOf(number: number, bytes: Buffer): Line {
  if (bytes.length > LINE_MAX_BYTES) return { number, text: null };
  const text = bytes.toString('utf8').replace(/\r$/, '');
  return { number, text: number === 1 ? text.replace(/^\uFEFF/, '') : text };
}
