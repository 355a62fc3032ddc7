// The careful path: every text the fast path does not accept, judged part by part with a precise reason.

import { type ParseOutcome, SYNTAX_FLAGS, type SyntaxFlag, type SyntaxReason } from '../model/mailbox.ts';
import { type DomainOutcome, parseDomain } from './domain.ts';
import { type LocalPartOutcome, parseLocalPart } from './local-part.ts';
import { ADDRESS_OCTETS_MAX, INPUT_OCTETS_MAX, octetLength } from './octets.ts';
import { hasControlCharacter, hasUnsafeUnicode } from './unicode-safety.ts';

type ValidLocalPart = Extract<LocalPartOutcome, { valid: true }>;
type ValidDomain = Extract<DomainOutcome, { valid: true }>;

/** A full-width or small `@`; never canonically equal to `@`, and always a slip or a disguise. */
const LOOKALIKE_AT = /[\uFF20\uFE6B]/;

/** The carriers that gave out local parts with stray dots until 2009. */
const JP_CARRIERS: ReadonlySet<string> = new Set(['docomo.ne.jp', 'ezweb.ne.jp']);

/**
 * Parses any string without help from the fast path. Same contract as `parseAddress`: never throws,
 * never trims. The order of the steps is the order of the reasons: length, controls, unsafe Unicode,
 * shape, local part, domain, total length.
 */
export function parseCarefully(text: string): ParseOutcome {
  const fault = textFault(text);
  if (fault) return { valid: false, reason: fault };
  const at = text.lastIndexOf('@');
  const localPart = parseLocalPart(text.slice(0, at));
  if (!localPart.valid) return localPart;
  const domain = parseDomain(text.slice(at + 1));
  if (!domain.valid) return domain;
  if (octetLength(localPart.localPart) + 1 + domain.domain.length > ADDRESS_OCTETS_MAX) {
    return { valid: false, reason: 'too-long' };
  }
  return {
    valid: true,
    mailbox: { localPart: localPart.localPart, domain: domain.domain, domainKind: domain.domainKind },
    flags: flagsOf(localPart, domain),
  };
}

/** What is wrong with the text before it is cut at its `@`; null when it can be cut. */
function textFault(text: string): SyntaxReason | null {
  if (text.length > INPUT_OCTETS_MAX || octetLength(text) > INPUT_OCTETS_MAX) return 'too-long';
  if (text === '') return 'empty';
  if (hasControlCharacter(text)) return 'control-character';
  if (hasUnsafeUnicode(text)) return 'unsafe-unicode';
  if (LOOKALIKE_AT.test(text)) return 'fullwidth-at';
  if (text.endsWith('>') && text.includes('<')) return 'display-name';
  return text.includes('@') ? null : 'no-at-sign';
}

/** The flags of both parts, in the order of the frozen list. */
function flagsOf(localPart: ValidLocalPart, domain: ValidDomain): readonly SyntaxFlag[] {
  const flags = new Set<SyntaxFlag>([...localPart.flags, ...domain.flags]);
  if (localPart.quotedForDots && JP_CARRIERS.has(domain.domain)) flags.add('legacy-jp-carrier');
  return SYNTAX_FLAGS.filter((flag) => flags.has(flag));
}
