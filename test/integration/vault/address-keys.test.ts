// From the text of an address to its keys: what parse makes of it, under the frozen index key, is frozen.
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/parse/address.ts';
import { cleanCell } from '../../../src/parse/clean-cell.ts';
import { foldedForm, keyForm, NORMAL_FORM_VERSION } from '../../../src/parse/forms.ts';
import { createBlindIndex, KEY_VERSION } from '../../../src/vault/blind-index.ts';
import frozen from '../../fixtures/address-keys.json' with { type: 'json' };
import { freshRing, secretKey, withKeys } from '../../unit/vault/sample-ring.ts';

const index = createBlindIndex(withKeys(freshRing(), 'index', [secretKey('index', frozen.index_key)]));

/** As a list's cell is read. */
function keysOf(address: string) {
  const outcome = parseAddress(cleanCell(address).text);
  if (!outcome.valid) return { address, refused: outcome.reason };
  const { mailbox } = outcome;
  const forms = { key: keyForm(mailbox), folded: foldedForm(mailbox) };
  return {
    address,
    key_form: forms.key,
    folded_form: forms.folded,
    domain: mailbox.domain,
    address_key: index.addressKey(forms.key).toString('hex'),
    folded_key: index.foldedKey(forms.folded).toString('hex'),
    domain_key: index.domainKey(mailbox.domain).toString('hex'),
  };
}

it('the versions are those of the frozen keys', () => {
  expect(NORMAL_FORM_VERSION).toBe(frozen.normal_form);
  expect(KEY_VERSION).toBe(frozen.key_version);
});

describe('the keys of an address are the frozen ones', () => {
  it.each(frozen.entries)('of entry %#', (entry) => {
    expect(keysOf(entry.address)).toEqual(entry);
  });
});
