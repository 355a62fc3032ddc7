// What a local part alone says about the harm of mailing it.
import { shapeOf } from './local-shape.ts';
import type { LocalSignal } from './toxicity-signals.ts';

/**
 * Beginnings of senders that nobody reads, in the languages that large senders use. The patterns are
 * anchored or begin with rare letters, so that an ordinary name fails at its first characters.
 */
const NO_REPLY =
  /^(?:(?:no|do[._-]?not|dont|does[._-]?not|never)[._-]?reply|no[._-]?respond(?:er|a)|ne[._-]?pas[._-]?repondre|nicht[._-]?antworten|keine[._-]?antwort|non[._-]?rispondere|nao[._-]?responda|niet[._-]?beantwoorden|mailer[._-]?daemon)/;

/** Desks that take in complaints and the reports of block lists. */
const ABUSE_DESK =
  /^(?:(?:net)?abuse(?:[._-]?(?:desk|reports?))?|(?:report[._-]?)?(?:abuse|spam|phish(?:ing)?)|spam[._-]?reports?|anti[._-]?spam|(?:black|block)[._-]?list|complaints?|dnsbl|rbl|fbl|postmaster)$/;

/** Names that trap operators give to their own mailboxes. */
const TRAP = /spam[._-]?(?:trap|hole|pot)|honey[._-]?pot/;

const NONE: readonly LocalSignal[] = [];

/** The signals of a lower-case local part without its subaddress. */
export function localSignals(text: string): readonly LocalSignal[] {
  const word = signalOfWords(text);
  const shape = shapeOf(text);
  if (word === null && !shape.random && !shape.keyboardWalk) return NONE;
  const signals: LocalSignal[] = word === null ? [] : [word];
  if (shape.random) signals.push('random-local');
  if (shape.keyboardWalk) signals.push('keyboard-walk');
  return signals;
}

function signalOfWords(text: string): LocalSignal | null {
  if (TRAP.test(text)) return 'trap-shaped';
  if (ABUSE_DESK.test(text)) return 'abuse-desk';
  return NO_REPLY.test(text) ? 'no-reply' : null;
}
