// RFC 5321 4.1.2 and RFC 6531 3.3: which local parts and domains make a mailbox, and why the others do not.

import { describe, expect, it } from 'vitest';
import type { SyntaxFlag, SyntaxReason } from '../../src/model/mailbox.ts';
import { parseAddress } from '../../src/parse/address.ts';
import { normalizedForm } from '../../src/parse/forms.ts';

const VALID: readonly (readonly [
  clause: string,
  address: string,
  normalized: string,
  flags: SyntaxFlag[],
])[] = [
  ['Dot-string of one atom', 'ann@kelp.com', 'ann@kelp.com', []],
  ['Dot-string of several atoms', 'a.b.c@kelp.com', 'a.b.c@kelp.com', []],
  ['every atext special', "!#$%&'*+-/=?^_`{|}~@kelp.com", "!#$%&'*+-/=?^_`{|}~@kelp.com", ['source-route']],
  ['atext hyphens in a row', 'a--b@kelp.com', 'a--b@kelp.com', []],
  ['Quoted-string that needs none', '"ann"@kelp.com', 'ann@kelp.com', []],
  ['Quoted-string with needless pairs', '"\\a\\n\\n"@kelp.com', 'ann@kelp.com', []],
  ['Quoted-string with a space', '"a b"@kelp.com', '"a b"@kelp.com', ['quoted-local']],
  ['quoted-pair of a space', '"a\\ b"@kelp.com', '"a b"@kelp.com', ['quoted-local']],
  ['quoted-pair of a quote', '"a\\"b"@kelp.com', '"a\\"b"@kelp.com', ['quoted-local']],
  ['quoted-pair of a backslash', '"a\\\\b"@kelp.com', '"a\\\\b"@kelp.com', ['quoted-local']],
  ['quoted at sign', '"a@b"@kelp.com', '"a@b"@kelp.com', ['quoted-local']],
  ['quoted list characters', '"a,b;c"@kelp.com', '"a,b;c"@kelp.com', ['quoted-local']],
  ['quoted UTF-8 that needs no quotes', '"жук"@kelp.com', 'жук@kelp.com', ['needs-smtputf8']],
  ['quoted UTF-8 with a space', '"ж к"@kelp.com', '"ж к"@kelp.com', ['quoted-local', 'needs-smtputf8']],
  ['quoted dots', '"a..b"@kelp.com', '"a..b"@kelp.com', ['quoted-local']],
  [
    'quoted dots at a Japanese carrier',
    '"sakura..hana"@docomo.ne.jp',
    '"sakura..hana"@docomo.ne.jp',
    ['quoted-local', 'legacy-jp-carrier'],
  ],
  [
    'a quoted final dot at a Japanese carrier',
    '"umi."@EZWEB.ne.jp',
    '"umi."@ezweb.ne.jp',
    ['quoted-local', 'legacy-jp-carrier'],
  ],
  ['a quoted space at a Japanese carrier', '"a b"@docomo.ne.jp', '"a b"@docomo.ne.jp', ['quoted-local']],
  ['percent hack', 'a%b@kelp.com', 'a%b@kelp.com', ['source-route']],
  ['bang path', 'h!u@kelp.com', 'h!u@kelp.com', ['source-route']],
  ['A-label as an atom', 'ann.XN--abc@kelp.com', 'ann.XN--abc@kelp.com', ['a-label-local']],
  ['UTF8-non-ascii', 'δοκιμή@kelp.com', 'δοκιμή@kelp.com', ['needs-smtputf8']],
  ['emoji', '🦀@kelp.com', '🦀@kelp.com', ['unusual-unicode', 'needs-smtputf8']],
  ['full-width letters', 'ａｎｎ@kelp.com', 'ａｎｎ@kelp.com', ['unusual-unicode', 'needs-smtputf8']],
  ['not in NFC', 'e\u0301@kelp.com', 'é@kelp.com', ['nfc-normalized', 'needs-smtputf8']],
  ['ASCII once it is NFC (Kelvin sign)', '\u212Aim@kelp.com', 'Kim@kelp.com', ['nfc-normalized']],
  ['ZWNJ after a virama', 'क्\u200Cष@kelp.com', 'क्\u200Cष@kelp.com', ['needs-smtputf8']],
  ['domain in capitals', 'Ann@KELP.Com', 'Ann@kelp.com', []],
  ['numeric lower labels', 'a@123.456.com', 'a@123.456.com', []],
  ['hyphen-only middle', 'a@b-c--d.com', 'a@b-c--d.com', []],
  ['reserved LDH label', 'a@r3---x.com', 'a@r3---x.com', ['reserved-ldh']],
  ['reserved LDH label beside a U-label', 'a@r3---x.жук.com', 'a@r3---x.xn--f1ai0a.com', ['reserved-ldh']],
];

const INVALID: readonly (readonly [clause: string, address: string, reason: SyntaxReason])[] = [
  ['nothing', '', 'empty'],
  ['no at sign', 'kelp.com', 'no-at-sign'],
  ['two at signs', 'a@b@kelp.com', 'several-at-signs'],
  ['source route', '@x.com:a@kelp.com', 'several-at-signs'],
  ['list', 'a@kelp.com,b@kelp.com', 'several-at-signs'],
  ['no local part', '@kelp.com', 'local-empty'],
  ['empty quoted local part', '""@kelp.com', 'local-empty'],
  ['leading dot', '.a@kelp.com', 'local-dots'],
  ['trailing dot in the local part', 'a.@kelp.com', 'local-dots'],
  ['double dot', 'a..b@kelp.com', 'local-dots'],
  ['double dot in UTF-8', 'ж..к@kelp.com', 'local-dots'],
  ['dots at a Japanese carrier, unquoted', 'a..b@docomo.ne.jp', 'local-dots'],
  ['unquoted comma', 'a,b@kelp.com', 'local-character'],
  ['unquoted colon of a link', 'mailto:a@kelp.com', 'local-character'],
  ['Greek question mark, which is a semicolon in NFC', 'a\u037Eb@kelp.com', 'local-character'],
  ['quote in the middle', 'a"b"c@kelp.com', 'quote-malformed'],
  ['quoted atom (obs-local-part)', '"a".b@kelp.com', 'quote-malformed'],
  ['quote not closed', '"a@kelp.com', 'quote-malformed'],
  ['pair of something outside ASCII', '"\\ж"@kelp.com', 'quote-malformed'],
  ['comment before', '(x)a@kelp.com', 'comment'],
  ['comment after', 'a@kelp.com(x)', 'comment'],
  ['space before the at sign', 'a @kelp.com', 'white-space'],
  ['space after the at sign', 'a@ kelp.com', 'white-space'],
  ['trailing space', 'a@kelp.com ', 'white-space'],
  ['line break', 'a@kelp.com\r\n', 'control-character'],
  ['NUL inside quotes', '"a\u0000"@kelp.com', 'control-character'],
  ['tab inside quotes', '"a\tb"@kelp.com', 'control-character'],
  ['C1 control', 'a\u0085@kelp.com', 'unsafe-unicode'],
  ['bidi override', 'a\u202Eb@kelp.com', 'unsafe-unicode'],
  ['no-break space', 'a\u00A0b@kelp.com', 'unsafe-unicode'],
  ['ideographic space inside quotes', '"a\u3000b"@kelp.com', 'unsafe-unicode'],
  ['lone surrogate', 'a\uD800@kelp.com', 'unsafe-unicode'],
  ['noncharacter', 'a\uFFFE@kelp.com', 'unsafe-unicode'],
  ['unassigned code point', 'a\u0378@kelp.com', 'unsafe-unicode'],
  ['variation selector', '❤\uFE0F@kelp.com', 'unsafe-unicode'],
  ['joiner that joins nothing', 'a\u200Db@kelp.com', 'unsafe-unicode'],
  ['leading combining mark', '\u0301a@kelp.com', 'unsafe-unicode'],
  ['combining mark on a dot', 'a.\u0301b@kelp.com', 'unsafe-unicode'],
  ['full-width at sign', 'a＠kelp.com', 'fullwidth-at'],
  ['full-width beside a true at sign', 'a＠b@kelp.com', 'fullwidth-at'],
  ['display name', 'Ann <a@kelp.com>', 'display-name'],
  ['angle brackets', '<a@kelp.com>', 'display-name'],
  ['no domain', 'a@', 'domain-empty'],
  ['empty label', 'a@kelp..com', 'label-empty'],
  ['leading dot in the domain', 'a@.kelp.com', 'label-empty'],
  ['two trailing dots', 'a@kelp.com..', 'label-empty'],
  ['trailing dot', 'a@kelp.com.', 'trailing-dot'],
  ['trailing ideographic full stop', 'a@kelp.com。', 'trailing-dot'],
  ['leading hyphen', 'a@-kelp.com', 'label-hyphen'],
  ['trailing hyphen', 'a@kelp-.com', 'label-hyphen'],
  ['underscore', 'a@kelp_works.com', 'domain-character'],
  ['underscore beside a U-label', 'a@жук_жук.com', 'domain-character'],
  ['port', 'a@kelp.com:25', 'domain-character'],
  ['single label', 'a@localhost', 'domain-not-fqdn'],
  ['single U-label', 'a@жук', 'domain-not-fqdn'],
  ['bare IPv4 address', 'a@192.0.2.1', 'tld-numeric'],
  ['numeric top-level label', 'a@abc.123', 'tld-numeric'],
  ['one-letter top-level label', 'a@abc.d', 'tld-too-short'],
];

describe('a mailbox', () => {
  it.each(VALID)('may be: %s', (_clause, address, normalized, flags) => {
    const outcome = parseAddress(address);
    expect(outcome).toMatchObject({ valid: true, flags });
    expect(outcome.valid && normalizedForm(outcome.mailbox)).toBe(normalized);
  });

  it.each(INVALID)('may not be: %s', (_clause, address, reason) => {
    expect(parseAddress(address)).toEqual({ valid: false, reason });
  });
});
