// Every row of the shared address cases, judged by the strict parser and, where a row says so, after cleaning.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SYNTAX_FLAGS, type SyntaxFlag } from '../../src/model/mailbox.ts';
import { parseAddress } from '../../src/parse/address.ts';
import { cleanCell } from '../../src/parse/clean-cell.ts';
import { normalizedForm } from '../../src/parse/forms.ts';

interface AddressCase {
  readonly address: string;
  readonly expect: 'valid' | 'invalid';
  readonly class: string;
  readonly normalized: string | null;
  readonly flag?: string;
  readonly alt?: { readonly expect: string; readonly normalized: string; readonly stage?: string };
}

const CASES = readFileSync(new URL('../fixtures/cases/address-cases.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line, index) => ({ row: index + 1, ...(JSON.parse(line) as AddressCase) }));

/** The cases write `risky:quoted_local` for the flag `quoted-local`; other rooms set the ones left out here. */
function flagOf(name: string): SyntaxFlag | undefined {
  const flag = name.replace(/^\w+:/, '').replaceAll('_', '-');
  return SYNTAX_FLAGS.find((known) => known === flag && known !== 'special-use-domain');
}

function normalizedOf(text: string): string | null {
  const outcome = parseAddress(text);
  return outcome.valid ? normalizedForm(outcome.mailbox) : null;
}

describe('the strict parser', () => {
  it('has all the cases before it', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(163);
  });

  it.each(CASES)('answers as row $row ($class) says', (row) => {
    const outcome = parseAddress(row.address);
    expect(outcome.valid ? 'valid' : 'invalid').toBe(row.expect);
    expect(normalizedOf(row.address)).toBe(row.normalized);
    const flag = flagOf(row.flag ?? '');
    if (outcome.valid && flag) expect(outcome.flags).toContain(flag);
  });
});

describe('a list cell', () => {
  const cleanable = CASES.filter(({ alt }) => alt?.stage);

  it.each(cleanable)('of row $row ($class) is cleaned into its address', ({ address, alt }) => {
    const cell = cleanCell(address);
    expect(cell.cleaned).toBe(true);
    expect(normalizedOf(cell.text)).toBe(alt?.normalized);
  });

  it.each(CASES.filter(({ expect: verdict }) => verdict === 'valid'))(
    'of row $row ($class) that is an address already stays as it is',
    ({ address }) => {
      expect(cleanCell(address)).toEqual({ text: address, cleaned: false });
    },
  );

  it.each(CASES.filter((row) => row.class === 'list-in-cell' || row.class === 'fullwidth-at'))(
    'of row $row ($class) is never guessed at',
    ({ address }) => {
      expect(normalizedOf(cleanCell(address).text)).toBeNull();
    },
  );
});
