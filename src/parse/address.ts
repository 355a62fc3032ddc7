// Text to Mailbox: the one strict judge of what may go into RCPT TO (RFC 5321 4.1.2, RFC 6531 3.3).

import type { ParseOutcome } from '../model/mailbox.ts';
import { parseCarefully } from './careful-path.ts';
import { parsePlain } from './fast-path.ts';

/**
 * Parses one address as it stands: nothing is trimmed, cut out or corrected (`cleanCell` does that
 * for list cells). Never throws, whatever the string holds; every text over 320 octets is refused
 * unread.
 *
 * @returns the mailbox (NFC, minimally quoted, lower-case A-label domain) with what is notable about
 * it, or the reason why the text is not a mailbox. The flags `cleaned`, `special-use-domain` and
 * `unknown-tld` are not set here: the first belongs to who cleaned, the others need reference lists.
 */
export function parseAddress(text: string): ParseOutcome {
  return parsePlain(text) ?? parseCarefully(text);
}
