// A fully qualified domain name as lower-case A-labels (RFC 5321 2.3.5 and 4.1.2, RFC 1123 2.1, RFC 5890 2.3).

import type { SyntaxFlag, SyntaxReason } from '../model/mailbox.ts';
import { type IdnaOutcome, LABEL_SEPARATOR, toALabels } from './idna.ts';
import { isMixedScript } from './mixed-script.ts';
import { DOMAIN_OCTETS_MAX, LABEL_OCTETS_MAX } from './octets.ts';

type DomainNameOutcome =
  | { readonly valid: true; readonly domain: string; readonly flags: readonly SyntaxFlag[] }
  | { readonly valid: false; readonly reason: SyntaxReason };

/** ASCII that no label may hold; what lies outside ASCII is for IDNA to judge. */
const NOT_LDH = /[^A-Za-z0-9.\-\u0080-\u{10FFFF}]/u;
const NEEDS_IDNA = /[\u0080-\uFFFF]|(?:^|\.)xn--/i;
const RESERVED_LDH = /^(?!xn).{2}--/;

/**
 * Parses a domain name of A-labels, U-labels or both. Host names only: at least two labels, letters,
 * digits and hyphens, a top-level label that is not a number and has two characters or more.
 */
export function parseDomainName(text: string): DomainNameOutcome {
  const fault = shapeFault(text);
  if (fault) return { valid: false, reason: fault };
  if (!NEEDS_IDNA.test(text)) return hostName(text.toLowerCase().split('.'), []);
  const idna = toALabels(text);
  return idna.valid ? hostName(idna.aLabels, idnaFlags(idna)) : idna;
}

/** What is wrong with the text before any mapping: its characters and its dots. */
function shapeFault(text: string): SyntaxReason | null {
  if (text === '') return 'domain-empty';
  if (text.includes(' ')) return 'white-space';
  if (/[()]/.test(text)) return 'comment';
  if (NOT_LDH.test(text)) return 'domain-character';
  const labels = text.split(LABEL_SEPARATOR);
  const isOnlyLastEmpty = labels.length > 1 && labels.indexOf('') === labels.length - 1;
  if (isOnlyLastEmpty) return 'trailing-dot';
  return labels.includes('') ? 'label-empty' : null;
}

function hostName(labels: readonly string[], flags: readonly SyntaxFlag[]): DomainNameOutcome {
  const fault = hostNameFault(labels);
  if (fault) return { valid: false, reason: fault };
  const isReserved = labels.some((label) => RESERVED_LDH.test(label));
  return { valid: true, domain: labels.join('.'), flags: isReserved ? [...flags, 'reserved-ldh'] : flags };
}

/** What is wrong with a row of non-empty lower-case LDH labels. */
function hostNameFault(labels: readonly string[]): SyntaxReason | null {
  if (labels.some((label) => label.startsWith('-') || label.endsWith('-'))) return 'label-hyphen';
  if (labels.some((label) => label.length > LABEL_OCTETS_MAX)) return 'label-too-long';
  if (labels.join('.').length > DOMAIN_OCTETS_MAX) return 'domain-too-long';
  if (labels.length < 2) return 'domain-not-fqdn';
  const topLevel = labels.at(-1) ?? '';
  if (/^\d+$/.test(topLevel)) return 'tld-numeric';
  return topLevel.length < 2 ? 'tld-too-short' : null;
}

function idnaFlags(idna: Extract<IdnaOutcome, { valid: true }>): readonly SyntaxFlag[] {
  const flags: SyntaxFlag[] = [];
  if (idna.isMapped) flags.push('idna-mapped');
  if (idna.hasDisallowed) flags.push('idna-disallowed');
  if (idna.uLabels.some(isMixedScript)) flags.push('mixed-script');
  return flags;
}
