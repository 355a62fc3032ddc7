// Turns anything thrown into problem+json: a code from the closed list and nothing foreign.
import type { SpentBudget } from '../access/form-budgets.ts';
import { crossBorder, ERROR_CODES } from '../errors.ts';
import { type Log, ownFrames } from '../log.ts';
import type { HttpContext } from './operation.ts';

/** For refusals that do not say when to try again. */
const RETRY_SECONDS = 5;

/** The only formatter of errors; what is unexpected is logged with our own frames, never with its message. */
export function answerProblem(thrown: unknown, context: HttpContext, log: Log): Response {
  const { code, retryAfterSeconds = RETRY_SECONDS, ...place } = crossBorder(thrown);
  const { status, title } = ERROR_CODES[code];
  const request_id = context.get('requestId');
  if (status >= 500) log.error('request failed', { request_id, code, frames: ownFrames(thrown) });
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
  if (status === 401) headers['www-authenticate'] = 'Bearer';
  if (status === 429 || status === 503) headers['retry-after'] = String(retryAfterSeconds);
  Object.assign(headers, budgetHeaders(context.get('spent')));
  const body = { type: `urn:sluice:error:${code}`, title, status, code, ...place, request_id };
  return new Response(JSON.stringify(body), { status, headers });
}

/** Which budget is used up, and until when: the fields of draft-ietf-httpapi-ratelimit-headers-10. */
function budgetHeaders(spent: SpentBudget | null): Record<string, string> {
  if (spent === null) return {};
  const { name, quota, windowSeconds, retryAfterSeconds } = spent;
  return {
    ratelimit: `"${name}";r=0;t=${retryAfterSeconds}`,
    'ratelimit-policy': `"${name}";q=${quota};w=${windowSeconds}`,
  };
}
