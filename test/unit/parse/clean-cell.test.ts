// The cleaning of list cells: what it takes off is in spellings.test.ts; here is what it must leave alone.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/parse/address.ts';
import { cleanCell } from '../../../src/parse/clean-cell.ts';
import { addressLike, anyUtf16, plainLike } from './address-arbitraries.ts';

const LEFT_ALONE: readonly (readonly [what: string, cell: string])[] = [
  ['a quoted local part', '"ann lee"@kelp.com'],
  ['a quoted local part with brackets', '"<ann>"@kelp.com'],
  ['a quoted local part with a comment in it', '"ann (work)"@kelp.com'],
  ['a local part that begins with an apostrophe', "'ann@kelp.com"],
  ['a space inside', 'ann lee@kelp.com'],
  ['spaces around the at sign', 'ann @ kelp.com'],
  ['a control character inside', 'an\u0000n@kelp.com'],
  ['a line break inside', 'ann@kelp.com\nbob@kelp.com'],
  ['a bidi override inside', 'an\u202En@kelp.com'],
  ['a full-width at sign', 'ann＠kelp.com'],
  ['two addresses with a comma', 'ann@kelp.com,bob@kelp.com'],
  ['two addresses with a semicolon', 'ann@kelp.com; bob@kelp.com'],
  ['two named addresses', 'Ann <ann@kelp.com>, Bob <bob@kelp.com>'],
  ['an address before another in brackets', 'ann@kelp.com <bob@kelp.com>'],
  ['an address beside another in a comment', 'ann@kelp.com (or bob@kelp.com)'],
  ['a mailto of two addresses, once the scheme is off', 'ann@kelp.com,bob@kelp.com'],
  ['a comment in the middle of a word', 'a(b)c@kelp.com'],
  ['brackets without an address', 'Ann <unknown>'],
  ['two trailing dots', 'ann@kelp.com..'],
  ['text without an address.', 'not an address.'],
  ['nothing', ''],
];

describe('cleanCell', () => {
  it.each(LEFT_ALONE)('leaves alone %s', (_what, cell) => {
    expect(cleanCell(cell)).toEqual({ text: cell, cleaned: false });
  });

  it('takes the scheme off a mailto of two addresses and does not choose', () => {
    const { text } = cleanCell('mailto:ann@kelp.com,bob@kelp.com');
    expect(parseAddress(text)).toEqual({ valid: false, reason: 'several-at-signs' });
  });

  it('lets no decoded line break of a mailto through', () => {
    const { text } = cleanCell('mailto:ann@kelp.com%0D%0ARCPT');
    expect(parseAddress(text)).toEqual({ valid: false, reason: 'control-character' });
  });

  it('keeps a mailto that is not percent-encoded as it should be', () => {
    expect(cleanCell('mailto:50%off@kelp.com')).toEqual({ text: '50%off@kelp.com', cleaned: true });
  });

  it('empties a cell of blanks', () => {
    expect(cleanCell(' \u00A0\uFEFF\t')).toEqual({ text: '', cleaned: true });
  });

  it('never touches a cell that is a mailbox', () => {
    fc.assert(
      fc.property(fc.oneof(plainLike, addressLike), (cell) => {
        if (parseAddress(cell).valid) expect(cleanCell(cell)).toEqual({ text: cell, cleaned: false });
      }),
      { numRuns: 2000 },
    );
  });

  it('says truly whether it changed the cell, and has nothing left to do', () => {
    const wrapping = fc.constantFrom('', ' ', '"', '<', '>', '(x)', 'mailto:', '\uFEFF', '.', 'Ann ');
    fc.assert(
      fc.property(wrapping, fc.oneof(plainLike, addressLike, anyUtf16), wrapping, (before, body, after) => {
        const cell = before + body + after;
        const cleaned = cleanCell(cell);
        expect(cleaned.cleaned).toBe(cleaned.text !== cell);
        expect(cleanCell(cleaned.text)).toEqual({ text: cleaned.text, cleaned: false });
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['spaces', ' '.repeat(1_000_000)],
    ['brackets', '<'.repeat(1_000_000)],
    ['parentheses', `a@${'('.repeat(1_000_000)})`],
    ['quotes', '"'.repeat(1_000_000)],
    ['schemes', 'mailto:'.repeat(150_000)],
    ['zero-width spaces', `a${'\u200B'.repeat(1_000_000)}b@kelp.com`],
  ])('reads a megabyte of %s in linear time', (_what, cell) => {
    const started = performance.now();
    cleanCell(cell);
    expect(performance.now() - started).toBeLessThan(1500);
  });
});
