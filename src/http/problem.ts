// Turns anything thrown into problem+json: a code from the closed list and nothing foreign.
import { crossBorder, ERROR_CODES } from '../errors.ts';
import { type Log, ownFrames } from '../log.ts';
import type { HttpContext } from './operation.ts';

/** The only formatter of errors; what is unexpected is logged with our own frames, never with its message. */
export function answerProblem(thrown: unknown, context: HttpContext, log: Log): Response {
  const { code, ...place } = crossBorder(thrown);
  const { status, title } = ERROR_CODES[code];
  const request_id = context.get('requestId');
  if (status >= 500) log.error('request failed', { request_id, code, frames: ownFrames(thrown) });
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
  if (status === 401) headers['www-authenticate'] = 'Bearer';
  if (status === 429 || status === 503) headers['retry-after'] = '5';
  const body = { type: `urn:sluice:error:${code}`, title, status, code, ...place, request_id };
  return new Response(JSON.stringify(body), { status, headers });
}
