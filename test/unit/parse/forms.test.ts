// The three forms: one key for one person, folding by provider, and the sub-address.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mailbox } from '../../../src/model/mailbox.ts';
import { parseAddress } from '../../../src/parse/address.ts';
import {
  foldedForm,
  keyForm,
  NORMAL_FORM_VERSION,
  normalizedForm,
  subaddressOf,
} from '../../../src/parse/forms.ts';
import { octetLength } from '../../../src/parse/octets.ts';
import { addressLike } from './address-arbitraries.ts';

function mailboxOf(address: string): Mailbox {
  const outcome = parseAddress(address);
  if (!outcome.valid) throw new Error(`not a mailbox: ${outcome.reason}`);
  return outcome.mailbox;
}

/** Letters whose case depends on what stands beside them, and marks that join with what stands before. */
const letterOrMark = fc.constantFrom(
  ...'aAjJhHtTwWyYiIıİsSßẞΣσςΐΰǰẖẗẘẙKÅ가각ﬁ.',
  ...'\u0300\u0301\u0307\u0308\u030A\u030C\u0323\u0331\u0345\u1100\u1161\u11A8',
);

/** A key form is a key, not a recipient: lower case may take it over 64 octets, and then it does not parse. */
function fitsAgain(key: string): boolean {
  return octetLength(key.slice(0, key.lastIndexOf('@'))) <= 64;
}

describe('the normalised form', () => {
  it.each([
    ['Rosalind@KelpWorks.COM', 'Rosalind@kelpworks.com'],
    ['"Rosalind"@kelpworks.com', 'Rosalind@kelpworks.com'],
    ['Jose\u0301@BÜCHEREI.de', 'José@xn--bcherei-n2a.de'],
    ['noc@[ipv6:2001:DB8:0:0::1]', 'noc@[IPv6:2001:db8::1]'],
  ])('of %s is %s', (address, normalized) => {
    expect(normalizedForm(mailboxOf(address))).toBe(normalized);
  });
});

describe('T2 · the key form of one person is not one: it', () => {
  it('is of version 1', () => {
    expect(NORMAL_FORM_VERSION).toBe(1);
  });

  it.each([
    ['Rosalind@KelpWorks.COM', 'rosalind@kelpworks.com'],
    ['"A B"@kelp.com', '"a b"@kelp.com'],
    ['"Ж \\"К\\""@kelp.com', '"ж \\"к\\""@kelp.com'],
    ['rosalind+News@gmail.com', 'rosalind+news@gmail.com'],
    ['noc@[IPv6:2001:DB8::A]', 'noc@[ipv6:2001:db8::a]'],
    ['İzmir@kelp.com', 'i\u0307zmir@kelp.com'],
    ['ΓΙΩΡΓΟΣ@kelp.gr', 'γιωργοσ@kelp.gr'],
    ['γιωργος@kelp.gr', 'γιωργοσ@kelp.gr'],
    ['ΓΙΩΡΓΟΣ.Π@kelp.gr', 'γιωργοσ.π@kelp.gr'],
    ['γιωργος.π@kelp.gr', 'γιωργοσ.π@kelp.gr'],
    ['STRASSE@kelp.de', 'strasse@kelp.de'],
    ['Straße@kelp.de', 'straße@kelp.de'],
    ['STRAẞE@kelp.de', 'straße@kelp.de'],
  ])('of %s is %s', (address, key) => {
    expect(keyForm(mailboxOf(address))).toBe(key);
  });

  it('is NFC and its own key form, over addresses of every kind', () => {
    fc.assert(
      fc.property(addressLike, (text) => {
        const outcome = parseAddress(text);
        if (!outcome.valid) return;
        const key = keyForm(outcome.mailbox);
        expect(key.normalize('NFC')).toBe(key);
        if (fitsAgain(key)) expect(keyForm(mailboxOf(key))).toBe(key);
      }),
      { numRuns: 3000 },
    );
  });

  it.each<[string, fc.Arbitrary<string>]>([
    ['any Unicode text', fc.string({ unit: 'binary' })],
    ['letters with marks', fc.string({ unit: letterOrMark })],
  ])('is NFC and its own key form for %s as a local part', (_, texts) => {
    const keyOf = (localPart: string) => keyForm({ localPart, domain: 'kelp.com', domainKind: 'name' });
    fc.assert(
      fc.property(texts, (text) => {
        const key = keyOf(text.replaceAll(/["\\]/g, '').normalize('NFC'));
        expect(key.normalize('NFC')).toBe(key);
        expect(keyOf(key.slice(0, -'@kelp.com'.length))).toBe(key);
      }),
      { numRuns: 3000 },
    );
  });

  it('is stable for every letter of Unicode', () => {
    const unstable: string[] = [];
    for (let code = 0x80; code <= 0x10ffff; code += 1) {
      const letter = String.fromCodePoint(code);
      if (!/[\p{L}\p{M}\p{N}]/u.test(letter)) continue;
      const localPart = `x${letter}`.normalize('NFC');
      const once = keyForm({ localPart, domain: 'kelp.com', domainKind: 'name' });
      const twice = keyForm({ localPart: once.slice(0, -9), domain: 'kelp.com', domainKind: 'name' });
      if (once !== twice || once !== once.normalize('NFC')) unstable.push(code.toString(16));
    }
    expect(unstable).toEqual([]);
  });

  it('is one for the Latin letters whose lower case is not NFC, with their marks apart or composed', () => {
    let notNfc = 0;
    for (let base = 0x41; base <= 0x5a; base += 1) {
      for (let mark = 0x300; mark <= 0x36f; mark += 1) {
        const upper = String.fromCharCode(base, mark).normalize('NFC');
        const lower = upper.toLowerCase();
        if (lower.normalize('NFC') === lower) continue;
        notNfc += 1;
        expect(keyForm(mailboxOf(`${upper}ana@kelp.com`))).toBe(keyForm(mailboxOf(`${lower}ana@kelp.com`)));
      }
    }
    expect(notNfc).toBeGreaterThan(0);
  });
});

describe('the folded form', () => {
  it.each([
    ['R.O.Salind+News@GoogleMail.com', 'rosalind@gmail.com'],
    ['rosalind+a+b@gmail.com', 'rosalind@gmail.com'],
    ['+rosalind@gmail.com', '+rosalind@gmail.com'],
    ['r.osalind+news@outlook.com', 'r.osalind@outlook.com'],
    ['rosalind+news@hotmail.co.uk', 'rosalind@hotmail.co.uk'],
    ['rosalind+news@fastmail.fm', 'rosalind@fastmail.fm'],
    ['rosalind+news@pm.me', 'rosalind@pm.me'],
    ['rosalind+news@icloud.com', 'rosalind@icloud.com'],
    ['rosalind-news@yahoo.com', 'rosalind@yahoo.com'],
    ['rosalind+news@yahoo.com', 'rosalind+news@yahoo.com'],
    ['Rosalind+News@kelp.com', 'rosalind+news@kelp.com'],
    ['r.osalind-news@kelp.com', 'r.osalind-news@kelp.com'],
    ['"a b+c"@gmail.com', '"a b+c"@gmail.com'],
    ['noc@[IPv6:::1]', 'noc@[ipv6:::1]'],
  ])('of %s is %s', (address, folded) => {
    expect(foldedForm(mailboxOf(address))).toBe(folded);
  });

  it('is its own folded form', () => {
    const localPart = fc.string({ unit: fc.constantFrom(...'abC.+-'), minLength: 1, maxLength: 10 });
    const domain = fc.constantFrom('gmail.com', 'googlemail.com', 'outlook.com', 'yahoo.com', 'kelp.com');
    fc.assert(
      fc.property(localPart, domain, (user, host) => {
        const outcome = parseAddress(`${user}@${host}`);
        if (!outcome.valid) return;
        const folded = foldedForm(outcome.mailbox);
        expect(foldedForm(mailboxOf(folded))).toBe(folded);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the sub-address', () => {
  it.each([
    ['rosalind+news@kelp.com', 'news'],
    ['rosalind+a+b@kelp.com', 'a+b'],
    ['Rosalind+News@kelp.com', 'News'],
    ['rosalind+@kelp.com', ''],
    ['"ros alind+my news"@kelp.com', 'my news'],
    ['rosalind@kelp.com', null],
    ['+rosalind@kelp.com', null],
  ])('of %s is %s', (address, detail) => {
    expect(subaddressOf(mailboxOf(address))).toBe(detail);
  });
});
