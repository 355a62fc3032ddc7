// RFC 6531 3.3: the grammar of RFC 5321 with UTF-8 in the local part and U-labels in the domain, and what needs SMTPUTF8.

import { describe, expect, it } from 'vitest';
import type { SyntaxReason } from '../../src/model/mailbox.ts';
import { parseAddress } from '../../src/parse/address.ts';
import { normalizedForm } from '../../src/parse/forms.ts';

const NEEDS_SMTPUTF8: readonly (readonly [what: string, address: string, normalized: string])[] = [
  ['Latin with diacritics', 'josé.núñez@kelp.com', 'josé.núñez@kelp.com'],
  ['Greek', 'δοκιμή@kelp.gr', 'δοκιμή@kelp.gr'],
  ['Cyrillic', 'почта@kelp.com', 'почта@kelp.com'],
  ['Hebrew', 'דוא@kelp.com', 'דוא@kelp.com'],
  ['Arabic', 'بريد@kelp.com', 'بريد@kelp.com'],
  ['Devanagari with marks and virama', 'डाक्टर@kelp.com', 'डाक्टर@kelp.com'],
  ['Thai', 'จดหมาย@kelp.com', 'จดหมาย@kelp.com'],
  ['Chinese', '用户@kelp.com', '用户@kelp.com'],
  ['Japanese of three scripts', '山田タロウさん@kelp.com', '山田タロウさん@kelp.com'],
  ['Korean', '메일@kelp.com', '메일@kelp.com'],
  ['a letter beyond the basic plane', '𠮷野@kelp.com', '𠮷野@kelp.com'],
  ['ASCII and UTF-8 in one atom', 'jo4o-ão@kelp.com', 'jo4o-ão@kelp.com'],
  ['a sub-address', 'ünï+news@kelp.com', 'ünï+news@kelp.com'],
  ['UTF-8 in a quoted string', '"é é"@kelp.com', '"é é"@kelp.com'],
  ['a quoted string that needs no quotes', '"é"@kelp.com', 'é@kelp.com'],
  ['UTF-8 on both sides', '用户@例子.广告', '用户@xn--fsqu00a.xn--4rr70v'],
  ['UTF-8 before an address literal', 'é@[192.0.2.1]', 'é@[192.0.2.1]'],
];

const NEEDS_NOTHING: readonly (readonly [what: string, address: string, normalized: string])[] = [
  ['a U-label, which has an A-label', 'ann@bücherei.de', 'ann@xn--bcherei-n2a.de'],
  ['U-labels throughout', 'ann@почта.рф', 'ann@xn--80a1acny.xn--p1ai'],
  ['an A-label', 'ann@xn--bcherei-n2a.de', 'ann@xn--bcherei-n2a.de'],
  ['a letter that NFC makes ASCII', '\u212Aim@kelp.com', 'Kim@kelp.com'],
];

const REFUSED: readonly (readonly [what: string, address: string, reason: SyntaxReason])[] = [
  ['a quoted pair of UTF-8 (quoted-pairSMTP stays ASCII)', '"\\é"@kelp.com', 'quote-malformed'],
  ['a dot at the end of UTF-8', 'é.@kelp.com', 'local-dots'],
  ['a space in UTF-8', 'é é@kelp.com', 'white-space'],
  ['an ideographic space', '山\u3000田@kelp.com', 'unsafe-unicode'],
  ['a C1 control', 'é\u0085@kelp.com', 'unsafe-unicode'],
  ['a private-use character', '\uE000@kelp.com', 'unsafe-unicode'],
  ['half of a surrogate pair', 'é\uDC00@kelp.com', 'unsafe-unicode'],
  ['a tag character', 'é\u{E0041}@kelp.com', 'unsafe-unicode'],
  ['a bidi isolate', '\u2067דוא\u2069@kelp.com', 'unsafe-unicode'],
  ['a leading combining mark', '\u0301e@kelp.com', 'unsafe-unicode'],
  ['a symbol in a U-label', 'ann@☃.com', 'idna-invalid'],
  ['an ideographic full stop in the place of the at sign', 'ann。kelp.com', 'no-at-sign'],
  ['33 letters of two octets', `${'é'.repeat(33)}@kelp.com`, 'local-too-long'],
  ['22 letters of three octets', `${'山'.repeat(22)}@kelp.com`, 'local-too-long'],
  ['17 letters of four octets', `${'𠮷'.repeat(17)}@kelp.com`, 'local-too-long'],
];

function flagsAndForm(address: string) {
  const outcome = parseAddress(address);
  if (!outcome.valid) return outcome;
  return { form: normalizedForm(outcome.mailbox), smtputf8: outcome.flags.includes('needs-smtputf8') };
}

describe('an internationalised mailbox', () => {
  it.each(NEEDS_SMTPUTF8)('needs SMTPUTF8 for %s', (_what, address, normalized) => {
    expect(flagsAndForm(address)).toEqual({ form: normalized, smtputf8: true });
  });

  it.each(NEEDS_NOTHING)('needs no extension for %s', (_what, address, normalized) => {
    expect(flagsAndForm(address)).toEqual({ form: normalized, smtputf8: false });
  });

  it.each(REFUSED)('has no place for %s', (_what, address, reason) => {
    expect(flagsAndForm(address)).toEqual({ valid: false, reason });
  });

  it('is measured in octets: 64 of them fit, however many letters they are', () => {
    for (const letter of ['é', '山', '𠮷']) {
      const fitting = letter.repeat(Math.floor(64 / Buffer.byteLength(letter)));
      expect(flagsAndForm(`${fitting}@kelp.com`)).toMatchObject({ smtputf8: true });
    }
  });
});
