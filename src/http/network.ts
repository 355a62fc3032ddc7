// The network of a request, as its socket and the proxies that are trusted tell it.
import type { IncomingMessage } from 'node:http';
import type { BlockList } from 'node:net';
import { networkOfCall } from '../access/network.ts';
import type { HttpContext } from './operation.ts';

/** The network that the request counts against; `X-Forwarded-For` is a caller's own text but for trusted proxies. */
export function networkOf(
  context: HttpContext,
  { trustedProxies }: { readonly trustedProxies: BlockList },
): string {
  const { incoming } = (context.env ?? {}) as { incoming?: IncomingMessage };
  const call = {
    socketAddress: incoming?.socket.remoteAddress,
    forwardedFor: context.req.header('x-forwarded-for'),
  };
  return networkOfCall(call, trustedProxies);
}
