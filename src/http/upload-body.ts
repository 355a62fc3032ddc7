// The bytes of a request as they come in from the socket.
import type { IncomingMessage } from 'node:http';
import { SluiceError } from '../errors.ts';
import type { HttpContext } from './operation.ts';

/**
 * The body, straight from node's request where there is one: its back-pressure reaches the sender.
 *
 * @throws SluiceError `upload-incomplete` while reading, when the sender goes away.
 */
export async function* uploadBody(context: HttpContext): AsyncGenerator<Uint8Array> {
  const { incoming } = (context.env ?? {}) as { incoming?: IncomingMessage };
  const source: AsyncIterable<Uint8Array> | null = incoming ?? context.req.raw.body;
  if (!source) return;
  try {
    yield* source;
  } catch {
    throw new SluiceError('upload-incomplete');
  }
  if (incoming && !incoming.complete) throw new SluiceError('upload-incomplete');
}
