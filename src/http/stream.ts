// Streams a download: pulled by the reader, never buffered; one that breaks is seen to be broken.
import type { ServerResponse } from 'node:http';
import { crossBorder, SluiceError } from '../errors.ts';
import { type Log, ownFrames } from '../log.ts';
import type { HttpContext } from './operation.ts';

export interface DownloadOptions {
  readonly type: string;
  /** File name made of our own ids. */
  readonly name: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Parts made before the answer begins: a header and the first rows. What fails until then is a problem. */
const PARTS_AHEAD = 2;

/**
 * A response whose bytes are made while the caller reads; a caller that goes away ends the making. A failure
 * on the way is logged by its code and breaks the connection, so that half a file never looks like a whole one.
 */
export async function download(
  bytes: AsyncIterable<Uint8Array>,
  options: DownloadOptions,
  context: HttpContext,
  log: Log,
): Promise<Response> {
  const iterator = bytes[Symbol.asyncIterator]();
  const ahead: IteratorResult<Uint8Array>[] = [];
  while (ahead.length < PARTS_AHEAD && !ahead.at(-1)?.done) ahead.push(await iterator.next());
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const next = ahead.shift() ?? (await iterator.next());
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      } catch (thrown) {
        logBreak(thrown, context, log);
        // The listener would print an error; a connection that is cut says enough.
        const { outgoing } = (context.env ?? {}) as { outgoing?: ServerResponse };
        if (outgoing) outgoing.destroy();
        else controller.error(new SluiceError(crossBorder(thrown).code));
      }
    },
    async cancel() {
      await iterator.return?.();
    },
  });
  return new Response(stream, {
    headers: {
      'content-type': options.type,
      'content-disposition': `attachment; filename="${options.name}"`,
      ...options.headers,
    },
  });
}

function logBreak(thrown: unknown, context: HttpContext, log: Log): void {
  const { code } = crossBorder(thrown);
  const where = { request_id: context.get('requestId'), route: context.get('route') };
  log.error('download broken', { ...where, code, frames: ownFrames(thrown) });
}
