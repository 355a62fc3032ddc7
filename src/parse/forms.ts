// The three forms of a mailbox: what is sent to, what keys are made of, and what finds probable duplicates.

import type { Mailbox } from '../model/mailbox.ts';
import { foldingRuleOf } from './folding-rules.ts';
import { isAscii } from './octets.ts';
import { isDotString, minimalQuoting, unquoted } from './quoting.ts';

/**
 * The version of `keyForm`, stored beside every key. A change of what `keyForm` returns for any
 * address is a new version and a re-key, never an edit.
 */
export const NORMAL_FORM_VERSION = 1;

/** What may go into RCPT TO: NFC, minimal quoting, the local part's case kept, the domain as lower-case A-labels. */
export function normalizedForm(mailbox: Mailbox): string {
  return `${mailbox.localPart}@${mailbox.domain}`;
}

/**
 * Normal form, version 1: the input of every key. One person has one key form, however the address
 * was spelt; parsing a key form and taking its key form gives the same text.
 *
 * The local part is `NFC(lower(NFC(x)))`, lower being language-neutral. The last step matters: for 54
 * Latin letters with marks (`J̌` is two code points, `ǰ` one) the lower case of NFC is not NFC. Lower
 * case may take more octets (`İ` 2, `i̇` 3), so a key form can exceed the 64 octets of a local part:
 * it is a key, never a recipient. A final sigma is kept as `σ`: in `ΓΙΩΡΓΟΣ.Π` and `γιωργος.π` the lower
 * case of the same letter would differ.
 */
export function keyForm(mailbox: Mailbox): string {
  return `${foldCase(mailbox.localPart)}@${keyDomain(mailbox)}`;
}

/**
 * The key form after the rules of the provider (dots, tags, second names): equal for addresses that
 * probably reach one mailbox. It reports duplicates and holds rows; nothing is ever sent to it.
 */
export function foldedForm(mailbox: Mailbox): string {
  const localPart = foldCase(mailbox.localPart);
  const rule = foldingRuleOf(mailbox.domain);
  if (!rule || !isDotString(localPart)) return `${localPart}@${keyDomain(mailbox)}`;
  const tagAt = localPart.indexOf(rule.tagSeparator);
  const user = tagAt > 0 ? localPart.slice(0, tagAt) : localPart;
  const folded = rule.ignoresDots ? user.replaceAll('.', '') : user;
  return `${minimalQuoting(folded)}@${rule.domain ?? mailbox.domain}`;
}

/**
 * The detail of `user+detail` (RFC 5233 4), unquoted; empty for `user+`, null when there is no
 * separator or nothing before it.
 */
export function subaddressOf(mailbox: Mailbox): string | null {
  const content = unquoted(mailbox.localPart);
  const separatorAt = content.indexOf('+');
  return separatorAt > 0 ? content.slice(separatorAt + 1) : null;
}

/** What the lower case of Σ becomes at the end of a word: which end JavaScript sees depends on what follows. */
const FINAL_SIGMA = 'ς';

function foldCase(localPart: string): string {
  if (isAscii(localPart)) return localPart.toLowerCase();
  const lower = unquoted(localPart).normalize('NFC').toLowerCase().normalize('NFC');
  return minimalQuoting(lower.replaceAll(FINAL_SIGMA, 'σ'));
}

/** A domain name is in lower case already; a literal has its `IPv6:` tag lowered. */
function keyDomain({ domain, domainKind }: Mailbox): string {
  return domainKind === 'name' ? domain : domain.toLowerCase();
}
