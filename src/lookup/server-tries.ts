// Puts one question to the name servers in turn, within bounds of tries and time.
import type { RecordType } from '../model/dns-answer.ts';
import type { ReplyMessage } from './packet.ts';
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
  let isUnreachable = false;
  for (const tryMs of patienceMs) {
    if (isUnreachable) await pause(UNREACHABLE_PAUSE_MS, signal);
    const server = line[0];
    const upstream = server === undefined ? undefined : upstreams[server];
    if (server === undefined || !upstream || signal.aborted) break;
    const question: Question = { name, type, edns };
    const heard = readHeard(await upstream.ask(question, tryMs, deadline, signal), question);
    if (heard === 'not-asked') break;
    isUnreachable = heard === 'unreachable' && line.length === 1;
    if (typeof heard === 'object') {
      if (heard.kind === 'refused') health.failed(server);
      else health.answered(server);
      if (heard.kind !== 'servfail' && heard.kind !== 'refused') return heard;
      if (failure.kind !== 'servfail') failure = heard;
      line.shift();
    } else if (heard === 'no-edns') {
      edns = false;
    } else if (!signal.aborted) {
      health.failed(server);
      line.push(...line.splice(0, 1));
    }
  }
  return failure;
}

/** What one try gave, read; a server that refuses even the plain form of the question has failed. */
function readHeard(heard: Heard, { name, type, edns }: Question): Finding | Exclude<Heard, ReplyMessage> {
  if (typeof heard === 'object') return readFinding(heard, name, type);
  return heard === 'no-edns' && !edns ? { kind: 'servfail' } : heard;
}
