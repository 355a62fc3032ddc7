// The bytes of a request as they come in from the socket.
import type { IncomingMessage } from 'node:http';
import { SluiceError } from '../errors.ts';
import type { HttpContext } from './operation.ts';

/**
 * The body, straight from node's request where there is one: its back-pressure reaches the sender. A reader
 * that stops early leaves the connection open: many senders read the answer when they have sent everything.
 *
 * @throws SluiceError `upload-incomplete` while reading, when the sender goes away.
 */
export async function* uploadBody(context: HttpContext): AsyncGenerator<Uint8Array> {
  const { incoming } = (context.env ?? {}) as { incoming?: IncomingMessage };
  const source: AsyncIterable<Uint8Array> | null =
    incoming?.iterator({ destroyOnReturn: false }) ?? context.req.raw.body;
  if (!source) return;
  try {
    yield* source;
  } catch {
    throw new SluiceError('upload-incomplete');
  } finally {
    // What still comes is taken and dropped.
    incoming?.resume();
  }
  if (incoming && !incoming.complete) throw new SluiceError('upload-incomplete');
}
