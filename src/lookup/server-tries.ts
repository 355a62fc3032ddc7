// Puts one question to the name servers in turn, within bounds of tries and time.
import type { RecordType } from '../model/dns-answer.ts';
import { pause } from './pause.ts';
import { type Finding, readFinding } from './reply.ts';
import type { ServerHealth } from './server-health.ts';
import type { Question } from './transport.ts';
import type { Heard, Upstream } from './upstream.ts';

/** A pause before the only server is asked again at once: it may be starting. */
const UNREACHABLE_PAUSE_MS = 200;

/** What became of one question after all tries. */
export type Outcome = Finding | { readonly kind: 'timeout' };

/** The servers, their health, and how long each try waits (as many tries as entries). */
export interface Servers {
  readonly upstreams: readonly Upstream[];
  readonly health: ServerHealth;
  readonly patienceMs: readonly number[];
}

/**
 * Asks until a server gives a finding that is worth keeping.
 *
 * A silent server goes to the end of the line; one that answered SERVFAIL or REFUSED is not asked again.
 * When nobody is left, the tries are used up or the time is over, the best that was heard is reported:
 * `servfail`, then `refused`, then `timeout`.
 *
 * @param deadline an instant of performance.now(), in milliseconds.
 */
export async function askInTurn(
  { upstreams, health, patienceMs }: Servers,
  name: string,
  type: RecordType,
  deadline: number,
  signal: AbortSignal,
): Promise<Outcome> {
  const line = [...health.order()];
  let failure: Outcome = { kind: 'timeout' };
  let edns = true;
  for (const wantedMs of patienceMs) {
    const server = line[0];
    const upstream = server === undefined ? undefined : upstreams[server];
    const remainingMs = deadline - performance.now();
    if (server === undefined || !upstream || remainingMs <= 0 || signal.aborted) break;
    const question: Question = { name, type, edns };
    const reply = await upstream.ask(question, Math.min(wantedMs, remainingMs), signal);
    const heard = hearReply(reply, question);
    if (typeof heard === 'object') {
      health.answered(server);
      if (heard.kind !== 'servfail' && heard.kind !== 'refused') return heard;
      if (failure.kind !== 'servfail') failure = heard;
      line.shift();
    } else if (heard === 'no-edns') {
      edns = false;
    } else if (!signal.aborted) {
      health.wasSilent(server);
      line.push(...line.splice(0, 1));
      if (heard === 'unreachable' && line.length === 1) await pause(UNREACHABLE_PAUSE_MS, signal);
    }
  }
  return failure;
}

/** What one try gave; a server that refuses even the plain form of the question has failed. */
function hearReply(
  reply: ReplyMessage | Silence | 'no-edns',
  { name, type, edns }: Question,
): Finding | Silence | 'no-edns' {
  if (typeof reply === 'object') return readFinding(reply, name, type);
  return reply === 'no-edns' && !edns ? { kind: 'servfail' } : reply;
}
