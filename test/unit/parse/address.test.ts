// The parser as a whole: it never throws, its two paths agree with each other and with the grammar.

import { domainToASCII } from 'node:url';
import fc from 'fast-check';
import { parse as grammar } from 'smtp-address-parser';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/parse/address.ts';
import { parseCarefully } from '../../../src/parse/careful-path.ts';
import { parsePlain } from '../../../src/parse/fast-path.ts';
import { normalizedForm } from '../../../src/parse/forms.ts';
import { ADDRESS_OCTETS_MAX, LOCAL_OCTETS_MAX, octetLength } from '../../../src/parse/octets.ts';
import { addressLike, anyUtf16, plainLike } from './address-arbitraries.ts';

function isGrammatical(text: string): boolean {
  try {
    grammar(text);
    return true;
  } catch {
    return false;
  }
}

describe('parseAddress', () => {
  it('never throws on any string', () => {
    fc.assert(
      fc.property(fc.oneof(anyUtf16, fc.string({ unit: 'binary' }), addressLike), (text) => {
        expect(typeof parseAddress(text).valid).toBe('boolean');
      }),
      { numRuns: 3000 },
    );
  });

  it('gives mailboxes that stay as they are when parsed again', () => {
    fc.assert(
      fc.property(addressLike, (text) => {
        const outcome = parseAddress(text);
        if (!outcome.valid) return;
        const again = parseAddress(normalizedForm(outcome.mailbox));
        expect(again).toMatchObject({ valid: true, mailbox: outcome.mailbox });
      }),
      { numRuns: 1500 },
    );
  });

  it('gives mailboxes that are NFC, within the limits, and ASCII in the domain', () => {
    fc.assert(
      fc.property(addressLike, (text) => {
        const outcome = parseAddress(text);
        if (!outcome.valid) return;
        const { localPart, domain } = outcome.mailbox;
        expect(localPart.normalize('NFC')).toBe(localPart);
        expect(octetLength(localPart)).toBeLessThanOrEqual(LOCAL_OCTETS_MAX);
        expect(octetLength(normalizedForm(outcome.mailbox))).toBeLessThanOrEqual(ADDRESS_OCTETS_MAX);
        expect(domain).toMatch(/^[a-z0-9.-]+$|^\[[0-9.]+\]$|^\[IPv6:[0-9a-f:.]+\]$/);
      }),
      { numRuns: 1500 },
    );
  });

  it('gives the A-labels that the UTS #46 processing of ICU gives', () => {
    const label = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...'abß-1ςΣжИ中あ한ك١אçŀ·'),
        fc.constantFrom('\u0308', '\u200C', '\u094D'),
      ),
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 3 }), (labels) => {
        const domain = `${labels.join('.')}.com`;
        const outcome = parseAddress(`ann@${domain}`);
        if (outcome.valid) expect(outcome.mailbox.domain).toBe(domainToASCII(domain));
      }),
      { numRuns: 3000 },
    );
  });

  it('makes the generators of these tests worth their name: a fair share is valid', () => {
    const share = (texts: readonly string[]) =>
      texts.filter((text) => parseAddress(text).valid).length / texts.length;
    expect(share(fc.sample(addressLike, { numRuns: 500, seed: 1 }))).toBeGreaterThan(0.2);
    expect(share(fc.sample(plainLike, { numRuns: 500, seed: 1 }))).toBeGreaterThan(0.2);
  });
});

describe('the fast path', () => {
  it('accepts only what the careful path accepts, with the same mailbox and no flags', () => {
    fc.assert(
      fc.property(fc.oneof(plainLike, addressLike), (text) => {
        const plain = parsePlain(text);
        if (plain) expect(parseCarefully(text)).toEqual(plain);
      }),
      { numRuns: 4000 },
    );
  });

  it('accepts all that the careful path accepts without a flag in plain ASCII', () => {
    fc.assert(
      fc.property(plainLike, (text) => {
        const careful = parseCarefully(text);
        const isPlain = careful.valid && careful.flags.length === 0 && !/--|"|xn/i.test(text);
        if (isPlain) expect(parsePlain(text)).toEqual(careful);
      }),
      { numRuns: 4000 },
    );
  });

  it('accepts nothing that the grammar of smtp-address-parser refuses', () => {
    fc.assert(
      fc.property(plainLike, (text) => {
        if (parsePlain(text)) expect(isGrammatical(text)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
