// What a local part alone says about the harm of mailing it.
import { shapeOf } from './local-shape.ts';
import type { LocalSignal } from './toxicity-signals.ts';

/**
 * Beginnings of senders that nobody reads, in the languages that large senders use. The patterns are
 * anchored or begin with rare letters, so that an ordinary name fails at its first characters.
 */
const NO_REPLY = new RegExp(
  `^(?:${[
    '(?:no|do[._-]?not|dont|does[._-]?not|never)[._-]?repl(?:y|ies)',
    'no[._-]?(?:respond(?:er|a)|respuesta|response)',
    '(?:ne[._-]?pas[._-]?repondre|pas[._-]?de[._-]?reponse)',
    '(?:(?:bitte[._-]?)?nicht[._-]?antworten|keine[._-]?antwort)',
    '(?:non[._-]?rispondere|nao[._-]?respond(?:a|er)|nu[._-]?raspunde(?:ti)?)',
    '(?:niet[._-]?(?:be)?antwoorden|geen[._-]?antwoord)',
    '(?:svara?[._-]?(?:ej|inte)|ikke[._-]?svar|ei[._-]?vastausta|ala[._-]?vastaa)',
    '(?:nie[._-]?odpowiadaj|ne[._-]?odpovid(?:at|ejte)|ne[._-]?odgovaraj|ne[._-]?valaszolj)',
    '(?:yanitlamayin|cevaplamayin(?:iz)?|jangan[._-]?balas)',
    'mailer[._-]?daemon',
    '(?:bounces?|dev[._-]?null|unattended)(?:[._-]|$)',
  ].join('|')})`,
);

/** Desks that take in complaints and the reports of block lists. */
const ABUSE_DESK =
  /^(?:(?:net)?abuse(?:[._-]?(?:desk|reports?))?|(?:report[._-]?)?(?:abuse|spam|phish(?:ing)?)|(?:spam|phishing|dmarc)[._-]?reports?|anti[._-]?spam|(?:black|block)[._-]?list|complaints?|spamcop|dnsbl|rbl|fbl|uce|postmaster)$/;

/** Names that trap operators give to their own mailboxes; `honey.potter` is a person. */
const TRAP = /(?:spam[._-]?(?:trap|hole|pot|bait)|honey[._-]?pot|mail[._-]?trap)s?(?![a-z])/;

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
