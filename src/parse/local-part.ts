// The local part: `Dot-string / Quoted-string` (RFC 5321 4.1.2), with UTF-8 (RFC 6531 3.3), in its minimal form.

import type { SyntaxFlag, SyntaxReason } from '../model/mailbox.ts';
import { isQuotedOrDotString } from './grammar.ts';
import { isMixedScript, isUnusualUnicode } from './mixed-script.ts';
import { isAscii, LOCAL_OCTETS_MAX, octetLength } from './octets.ts';
import { isDotString, minimalQuoting, unquoted } from './quoting.ts';
import { hasStrayJoiner } from './unicode-safety.ts';

export type LocalPartOutcome =
  | {
      readonly valid: true;
      readonly localPart: string;
      readonly flags: readonly SyntaxFlag[];
      /** Quoted only because of leading, trailing or double dots. */
      readonly quotedForDots: boolean;
    }
  | { readonly valid: false; readonly reason: SyntaxReason };

const LEADING_MARK = /(?:^|\.)\p{M}/u;
const ATEXT_AND_DOTS = /^[\w!#$%&'*+\-/=?^`{|}~.\u0080-\u{10FFFF}]+$/u;
const ROUTE_CHARACTER = /[%!]/;
const A_LABEL_ATOM = /(?:^|\.)xn--/i;

/**
 * Parses what stands before the `@`. The limits come first, so that the grammar never sees more than
 * 64 octets; a plain ASCII text without quotes never reaches it.
 */
export function parseLocalPart(text: string): LocalPartOutcome {
  if (text === '') return { valid: false, reason: 'local-empty' };
  const normal = text.normalize('NFC');
  if (octetLength(normal) > LOCAL_OCTETS_MAX) return { valid: false, reason: 'local-too-long' };
  const fault = localPartFault(normal);
  if (fault) return { valid: false, reason: fault };
  const content = unquoted(normal);
  if (content === '') return { valid: false, reason: 'local-empty' };
  if (LEADING_MARK.test(content) || hasStrayJoiner(content))
    return { valid: false, reason: 'unsafe-unicode' };
  const localPart = minimalQuoting(content);
  const isQuoted = localPart !== content;
  const flags = [...contentFlags(content)];
  if (normal !== text) flags.push('nfc-normalized');
  if (isQuoted) flags.push('quoted-local');
  return { valid: true, localPart, flags, quotedForDots: isQuoted && ATEXT_AND_DOTS.test(content) };
}

/**
 * Why the text is neither a dot-string nor one whole quoted string; null when it is. The grammar is asked only
 * where it might say yes: intake takes comments off layer by layer, and would ask it once for each.
 */
function localPartFault(text: string): SyntaxReason | null {
  const isSimple = !text.includes('"') && (isAscii(text) || !ATEXT_AND_DOTS.test(text));
  if (isSimple ? isDotString(text) : isQuotedOrDotString(text)) return null;
  if (text.includes('"')) return 'quote-malformed';
  if (text.includes('@')) return 'several-at-signs';
  if (/[()]/.test(text)) return 'comment';
  if (text.includes(' ')) return 'white-space';
  return ATEXT_AND_DOTS.test(text) ? 'local-dots' : 'local-character';
}

function contentFlags(content: string): readonly SyntaxFlag[] {
  const flags: SyntaxFlag[] = [];
  if (ROUTE_CHARACTER.test(content)) flags.push('source-route');
  if (A_LABEL_ATOM.test(content)) flags.push('a-label-local');
  if (isAscii(content)) return flags;
  flags.push('needs-smtputf8');
  if (isUnusualUnicode(content)) flags.push('unusual-unicode');
  // One script beside another in separate words ("ivan.иванов+news") deceives nobody; within one it may.
  if (content.split(/[.+]/).some(isMixedScript)) flags.push('mixed-script');
  return flags;
}
