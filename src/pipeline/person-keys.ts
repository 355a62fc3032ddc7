// From the text of an address to the keyed hashes that stand for it everywhere else.
import { parseAddress } from '../parse/address.ts';
import { cleanCell } from '../parse/clean-cell.ts';
import { parseDomainName } from '../parse/domain-name.ts';
import { foldedForm, keyForm, NORMAL_FORM_VERSION } from '../parse/forms.ts';
import { selfAndParents } from '../reference/domain-lookup.ts';
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

/**
 * A whole domain is suppressed by a name of so many labels at most: no organisation has a deeper one, and
 * every parent of every domain of a list costs a key, of which a hostile name could ask for 126.
 */
const SUPPRESSIBLE_LABELS_MAX = 10;

/**
 * A whole domain as a lower-case A-label name, written with or without a leading `@`; null when it is none, or
 * has more than ten labels.
 */
export function parseWholeDomain(text: string): string | null {
  const outcome = parseDomainName(text.trim().replace(/^@/, ''));
  if (!outcome.valid || outcome.domain.split('.').length > SUPPRESSIBLE_LABELS_MAX) return null;
  return outcome.domain;
}

/** The key of a whole domain; null where `parseWholeDomain` gives none. */
export function wholeDomainKey(text: string, index: BlindIndex): Buffer | null {
  const domain = parseWholeDomain(text);
  return domain === null ? null : index.domainKey(domain);
}

/** The domain and its parents, without the top level: every name by which a whole domain may be suppressed. */
export function suppressibleNames(domain: string): string[] {
  return [...selfAndParents(domain)].slice(-SUPPRESSIBLE_LABELS_MAX, -1);
}
