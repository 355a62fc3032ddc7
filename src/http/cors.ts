// Lets a page read the answer to the one call that its publishable key may make (Fetch standard, CORS protocol).
import type { Context, MiddlewareHandler } from 'hono';
import type { HttpEnv } from './operation.ts';

/** Seconds for which a browser may keep the answer to its preflight. */
const PREFLIGHT_SECONDS = 600;

/**
 * For a path that pages call. A preflight carries no key, so every origin is told that it may ask; the answer
 * itself is shared only with an origin that the publishable key names, which `authenticate` has compared.
 */
export function shareWithPages(path: string): MiddlewareHandler<HttpEnv> {
  return async function shareAnswer(context, next) {
    const origin = context.req.header('origin');
    if (context.req.method === 'OPTIONS' && origin !== undefined) {
      context.set('route', path);
      return answerPreflight(context, origin);
    }
    await next();
    context.header('vary', 'Origin', { append: true });
    if (origin !== undefined && context.get('caller')?.role === 'publishable') {
      context.header('access-control-allow-origin', origin);
      context.header('access-control-expose-headers', 'retry-after, ratelimit, ratelimit-policy');
    }
    return undefined;
  };
}

function answerPreflight(context: Context<HttpEnv>, origin: string): Response {
  return context.body(null, 204, {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'authorization, content-type',
    'access-control-max-age': String(PREFLIGHT_SECONDS),
    vary: 'Origin',
  });
}
