// From the text of an address to the keyed hashes that stand for it everywhere else.
import { parseAddress } from '../parse/address.ts';
import { cleanCell } from '../parse/clean-cell.ts';
import { parseDomainName } from '../parse/domain-name.ts';
import { foldedForm, keyForm, NORMAL_FORM_VERSION } from '../parse/forms.ts';
import type { BlindIndex } from '../vault/blind-index.ts';

export interface PersonKeys {
  readonly addressKey: Buffer;
  readonly foldedKey: Buffer;
  readonly domainKey: Buffer;
  readonly keyVersion: number;
}

/** The keys of an address, cleaned like a cell of a list; null when it is none. */
export function personKeys(text: string, index: BlindIndex): PersonKeys | null {
  const outcome = parseAddress(cleanCell(text).text);
  if (!outcome.valid) return null;
  return {
    addressKey: index.addressKey(keyForm(outcome.mailbox)),
    foldedKey: index.foldedKey(foldedForm(outcome.mailbox)),
    domainKey: index.domainKey(outcome.mailbox.domain),
    keyVersion: NORMAL_FORM_VERSION,
  };
}

/** The key of a whole domain, written with or without a leading `@`; null when it is none. */
export function wholeDomainKey(text: string, index: BlindIndex): Buffer | null {
  const outcome = parseDomainName(text.trim().replace(/^@/, ''));
  return outcome.valid ? index.domainKey(outcome.domain) : null;
}
