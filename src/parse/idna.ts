// Internationalised domain names: UTS #46 mapping first, then the stricter IDNA2008 (RFC 5890 to 5893).

import { toASCII, toUnicode } from 'tr46';
import type { SyntaxReason } from '../model/mailbox.ts';
import { isIdna2008Label } from './idna-code-points.ts';
import { isAscii } from './octets.ts';

/** The full stop and the three characters that UTS #46 2.3 maps to it. */
export const LABEL_SEPARATOR = /[.\u3002\uFF0E\uFF61]/;

export type IdnaOutcome =
  | {
      readonly valid: true;
      readonly aLabels: readonly string[];
      readonly uLabels: readonly string[];
      /** The mapping changed more than ASCII case: other case, width, dots or composition. */
      readonly isMapped: boolean;
      /** A label given as an A-label decodes to symbols that IDNA2008 does not allow. */
      readonly hasDisallowed: boolean;
    }
  | { readonly valid: false; readonly reason: SyntaxReason };

/**
 * UTS #46 4, non-transitional (`ß` and final sigma stay). CheckHyphens is off, because it would also
 * refuse ASCII labels such as `r3---x`; `isULabelMalformed` applies it to U-labels. Lengths are the caller's.
 */
const PROCESSING = {
  checkHyphens: false,
  checkBidi: true,
  checkJoiners: true,
  useSTD3ASCIIRules: true,
  transitionalProcessing: false,
} as const;

const A_LABEL = /^xn--/i;

/**
 * The A-labels of a domain name that has U-labels, A-labels, or both. No label of it is empty, and
 * unsafe characters have been refused before: the mapping would delete some of them.
 * `bidi-rule` is given when RFC 5893 2 alone is violated, `idna-invalid` for every other fault: a
 * mapping, symbol or context that is not allowed, or an A-label that does not decode and round-trip.
 */
export function toALabels(domain: string): IdnaOutcome {
  const given = domain.split(LABEL_SEPARATOR);
  const unicode = toUnicode(domain, PROCESSING);
  if (unicode.error) return { valid: false, reason: processingFault(domain) };
  const uLabels = unicode.domain.split('.');
  const aLabels = toASCII(domain, PROCESSING)?.split('.') ?? [];
  if (uLabels.length !== given.length || aLabels.length !== given.length) return invalid();
  let hasDisallowed = false;
  for (const [index, label] of given.entries()) {
    const uLabel = uLabels[index] ?? '';
    if (isULabelMalformed(uLabel)) return invalid();
    const isAllowed = isAscii(uLabel) || isIdna2008Label(uLabel);
    if (isALabel(label)) {
      if (aLabels[index] !== label.toLowerCase()) return invalid();
      if (!isAllowed) hasDisallowed = true;
    } else if (!isAllowed) {
      return invalid();
    }
  }
  const isMapped = !given.every((label, index) => isALabel(label) || lowerAscii(label) === uLabels[index]);
  return { valid: true, aLabels, uLabels, isMapped: isMapped || hasMappedDot(domain), hasDisallowed };
}

function invalid(): IdnaOutcome {
  return { valid: false, reason: 'idna-invalid' };
}

function processingFault(domain: string): SyntaxReason {
  return toUnicode(domain, { ...PROCESSING, checkBidi: false }).error ? 'idna-invalid' : 'bidi-rule';
}

/** True for an empty label, a hyphen at its edge, or `--` in places three and four of a U-label (RFC 5891 4.2.3.1). */
function isULabelMalformed(uLabel: string): boolean {
  if (uLabel === '' || uLabel.startsWith('-') || uLabel.endsWith('-')) return true;
  return !isAscii(uLabel) && [...uLabel].slice(2, 4).join('') === '--';
}

function isALabel(label: string): boolean {
  return A_LABEL.test(label) && isAscii(label);
}

function hasMappedDot(domain: string): boolean {
  return /[\u3002\uFF0E\uFF61]/.test(domain);
}

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
}
