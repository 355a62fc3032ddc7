// RFC 5890 to 5893 and UTS #46: which internationalised domains are names, and what their A-labels are.

import { domainToASCII } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { SyntaxFlag, SyntaxReason } from '../../src/model/mailbox.ts';
import { parseAddress } from '../../src/parse/address.ts';
import { isIdna2008Label } from '../../src/parse/idna-code-points.ts';

const VALID: readonly (readonly [clause: string, domain: string, aLabels: string, flags: SyntaxFlag[]])[] = [
  ['U-label', 'bücherei.de', 'xn--bcherei-n2a.de', []],
  ['A-label', 'xn--bcherei-n2a.de', 'xn--bcherei-n2a.de', []],
  ['A-label in capitals', 'XN--BCHEREI-N2A.DE', 'xn--bcherei-n2a.de', []],
  ['ASCII capitals in a U-label', 'Bücherei.DE', 'xn--bcherei-n2a.de', []],
  ['capitals outside ASCII', 'BÜCHEREI.de', 'xn--bcherei-n2a.de', ['idna-mapped']],
  ['not in NFC', 'bu\u0308cherei.de', 'xn--bcherei-n2a.de', ['idna-mapped']],
  ['full-width letters', 'ｋｅｌｐ.com', 'kelp.com', ['idna-mapped']],
  ['full-width A-label', 'ｘｎ--bcherei-n2a.de', 'xn--bcherei-n2a.de', ['idna-mapped']],
  ['ideographic full stop', 'kelp。com', 'kelp.com', ['idna-mapped']],
  ['full-width full stop', 'kelp．com', 'kelp.com', ['idna-mapped']],
  ['half-width ideographic full stop', 'kelp｡com', 'kelp.com', ['idna-mapped']],
  ['sharp s is kept (non-transitional)', 'straße.de', 'xn--strae-oqa.de', []],
  ['final sigma is kept', 'νόμος.gr', 'xn--xxabhm1c.gr', []],
  ['U-label beside A-label', 'bücherei.xn--p1ai', 'xn--bcherei-n2a.xn--p1ai', []],
  ['U-label in the top-level place', 'почта.рф', 'xn--80a1acny.xn--p1ai', []],
  ['one-character top-level U-label', 'kelp.中', 'kelp.xn--fiq', []],
  ['ZWNJ after a virama (CONTEXTJ A.1)', 'क्\u200Cष.com', 'xn--11b2ezcs70k.com', []],
  ['middle dot between two l (CONTEXTO A.3)', 'col·lecció.cat', 'xn--collecci-ioa91d.cat', []],
  [
    'the compatibility l with a dot, mapped to both (A.3)',
    'coŀlecció.cat',
    'xn--collecci-ioa91d.cat',
    ['idna-mapped'],
  ],
  ['ZWJ after a virama (CONTEXTJ A.2)', 'ශ්\u200Dරී.com', 'xn--10cl1a0b660p.com', []],
  ['ZWNJ between joining Arabic letters (CONTEXTJ A.1)', 'نامه\u200Cای.com', 'xn--mgba3gch31f060k.com', []],
  ['Greek keraia before Greek (A.4)', '͵α.gr', 'xn--wva4j.gr', []],
  ['Hebrew geresh after Hebrew (A.5)', 'צ׳ק.com', 'xn--rebc9a.com', []],
  ['Hebrew gershayim after Hebrew (A.6)', 'צה״ל.com', 'xn--8dbq2a9c.com', []],
  ['katakana middle dot with Han (A.7)', '漢・字.jp', 'xn--vek488jjom.jp', []],
  ['extended Arabic-Indic digits of one row (A.9)', 'فارسی۱۲.com', 'xn--mgbug7c06bygh.com', []],
  ['ideographic zero, an exception that is PVALID', '〇〇.com', 'xn--w6ja.com', []],
  ['capitals of Cherokee, which fold to themselves', 'ᏣᎳᎩ.com', 'xn--f9dt7l.com', []],
  ['small letters of Cherokee, which are mapped', 'ꮳꮃꭹ.com', 'xn--f9dt7l.com', ['idna-mapped']],
  ['capitals of Georgian', 'ᲥᲐᲠᲗ.ge', 'xn--lodo0as.ge', ['idna-mapped']],
  ['Armenian', 'հայ.com', 'xn--y9a3aq.com', []],
  ['Ethiopic', 'አማርኛ.com', 'xn--1xd0bwwra.com', []],
  ['Thai with marks', 'จดหมาย.com', 'xn--82cy2be7b3b.com', []],
  ['Tamil with a virama', 'தமிழ்.com', 'xn--rlcus7b3d.com', []],
  ['Khmer', 'ខ្មែរ.com', 'xn--j2e0cg3n2c.com', []],
  ['Hangul syllables', '한글.kr', 'xn--bj0bj06e.kr', []],
  ['Hangul jamo, mapped to syllables', '\u1112\u1161\u11AB글.kr', 'xn--bj0bj06e.kr', ['idna-mapped']],
  ['a letter beyond the basic plane', '𠮷野.jp', 'xn--2m4ax555e.jp', []],
  ['mathematical letters', '𝓀𝑒𝓁𝓅.com', 'kelp.com', ['idna-mapped']],
  ['capital sharp s', 'STRAẞE.de', 'xn--strae-oqa.de', ['idna-mapped']],
  ['capital dotted i, which keeps its dot', 'İzmir.com', 'xn--izmir-7fd.com', ['idna-mapped']],
  ['hyphens elsewhere in a U-label', 'ü--a.com', 'xn----a-goa.com', []],
  ['katakana middle dot with katakana (A.7)', 'ア・イ.jp', 'xn--ccke4x.jp', []],
  ['Arabic-Indic digits of one row (A.8)', 'سلام١٢.com', 'xn--mgbx5cf4lg.com', []],
  ['right-to-left label', 'דוגמה.com', 'xn--6dbbec0c.com', []],
  ['right-to-left label that ends in a digit', 'דוגמה1.com', 'xn--1-3hccfd9c.com', []],
  ['symbol as an A-label', 'xn--n3h.com', 'xn--n3h.com', ['idna-disallowed']],
  ['emoji as an A-label', 'xn--i-7iq.ws', 'xn--i-7iq.ws', ['idna-disallowed']],
  ['mixed scripts in one label', 'pаykelp.com', 'xn--pykelp-3nf.com', ['mixed-script']],
  ['mixed scripts as an A-label', 'xn--pykelp-3nf.com', 'xn--pykelp-3nf.com', ['mixed-script']],
  ['Latin with Japanese', 'kelpメール.jp', 'xn--kelp-ot4c8b7f.jp', []],
];

const INVALID: readonly (readonly [clause: string, domain: string, reason: SyntaxReason])[] = [
  ['empty A-label', 'xn--.com', 'idna-invalid'],
  ['A-label of ASCII only', 'xn--kelp-.com', 'idna-invalid'],
  ['A-label with letters outside ASCII', 'xn--aü.com', 'idna-invalid'],
  ['A-label that does not decode', 'xn--zz99999999.com', 'idna-invalid'],
  ['A-label of a capital letter', 'xn--bcherei-cva.de', 'idna-invalid'],
  ['A-label of text that is not NFC', 'xn--bucherei-y0e.de', 'idna-invalid'],
  ['symbol as a U-label', '☃.com', 'idna-invalid'],
  ['emoji as a U-label', 'i❤.ws', 'idna-invalid'],
  ['leading combining mark', '\u0301kelp.com', 'idna-invalid'],
  ['hyphens in the third and fourth place of a U-label', 'ab--ü.com', 'idna-invalid'],
  ['hyphen at the edge of a U-label', 'ü-.com', 'idna-invalid'],
  ['middle dot elsewhere (A.3)', 'a·b.com', 'idna-invalid'],
  ['Greek keraia before Latin (A.4)', 'α͵b.com', 'idna-invalid'],
  ['middle dot at the end (A.3)', 'l·.com', 'idna-invalid'],
  ['Greek keraia at the end (A.4)', 'α͵.gr', 'idna-invalid'],
  ['Hebrew geresh at the start (A.5)', '׳א.com', 'idna-invalid'],
  ['Hebrew gershayim at the start (A.6)', '״א.com', 'idna-invalid'],
  ['katakana middle dot with Hangul (A.7)', '한・글.kr', 'idna-invalid'],
  ['ZWNJ between Latin letters (A.1)', 'kel\u200Cp.com', 'idna-invalid'],
  ['ZWNJ at the start (A.1)', '\u200Cनम.com', 'idna-invalid'],
  ['ZWJ after a consonant without virama (A.2)', 'क\u200Dष.com', 'idna-invalid'],
  ['ZWJ of an emoji sequence (A.2)', '👩\u200D👧.com', 'idna-invalid'],
  ['Arabic tatweel (RFC 5892 2.6)', 'ســلام.com', 'idna-invalid'],
  ["N'Ko lajanyalan (RFC 5892 2.6)", 'ߊߺߋ.com', 'idna-invalid'],
  ['vertical kana repeat mark (RFC 5892 2.6)', 'あ〱.jp', 'idna-invalid'],
  ['leading combining mark of another script', '\u093Eक.com', 'idna-invalid'],
  ['leading combining mark in a later label', 'kelp.\u0301a.com', 'idna-invalid'],
  ['currency sign', '€uro.com', 'idna-invalid'],
  ['en dash for a hyphen', 'kelp–works.com', 'idna-invalid'],
  ['typographic apostrophe', 'kelp’s.com', 'idna-invalid'],
  ['one-dot leader for a dot', 'kelp․com.de', 'idna-invalid'],
  ['modifier letter apostrophe beside a symbol', 'ʼ☃.com', 'idna-invalid'],
  ['A-label of a joiner out of place', 'xn--ab-m1t.com', 'idna-invalid'],
  ['variation selector', 'a\uFE0Fü.com', 'unsafe-unicode'],
  ['combining grapheme joiner', 'a\u034Fü.com', 'unsafe-unicode'],
  ['Hangul filler', 'a\u115Fü.com', 'unsafe-unicode'],
  ['unassigned code point', 'a\u0378.com', 'unsafe-unicode'],
  ['katakana middle dot alone (A.7)', 'a・b.com', 'idna-invalid'],
  ['ZWJ without a virama (A.2)', 'ü\u200Db.com', 'idna-invalid'],
  ['old Hangul jamo', '\u1100\u11A8ü.com', 'idna-invalid'],
  ['character that maps to a slash', 'kelp℀.com', 'idna-invalid'],
  ['character that maps to a dot', 'kelp⒈com.de', 'idna-invalid'],
  ['character that maps to three dots', 'kelp…com.de', 'idna-invalid'],
  ['Latin letter in a Hebrew label (RFC 5893 2)', 'אbc.com', 'bidi-rule'],
  ['right-to-left label with a leading digit (RFC 5893 2)', '1דוגמה.com', 'bidi-rule'],
  ['ASCII label with a leading digit beside a right-to-left one', '1kelp.דוגמה', 'bidi-rule'],
  ['soft hyphen, which the mapping would delete', 'kelp\u00ADworks.com', 'unsafe-unicode'],
  ['zero-width space, which the mapping would delete', 'kelp\u200Bworks.com', 'unsafe-unicode'],
  ['word joiner, which the mapping would delete', 'kelp\u2060works.com', 'unsafe-unicode'],
];

describe('an internationalised domain', () => {
  it.each(VALID)('may have: %s', (_clause, domain, aLabels, flags) => {
    const outcome = parseAddress(`ann@${domain}`);
    expect(outcome).toMatchObject({ valid: true, flags });
    expect(outcome.valid && outcome.mailbox.domain).toBe(aLabels);
    expect(domainToASCII(domain), 'the UTS #46 processing of ICU').toBe(aLabels);
  });

  it.each(INVALID)('may not have: %s', (_clause, domain, reason) => {
    expect(parseAddress(`ann@${domain}`)).toEqual({ valid: false, reason });
  });
});

describe('the code points of RFC 5892', () => {
  it.each([
    ['PVALID letters', 'straße', true],
    ['exceptions that are PVALID', 'ς۽۾་〇', true],
    ['exceptions that are DISALLOWED', 'aـ', false],
    ['symbols', '☃', false],
    ['combining marks for symbols', 'a\u20DD', false],
    ['musical symbols', 'a\u{1D165}', false],
    ['old Hangul jamo', '\u1100', false],
    ['capitals that fold to themselves', 'ᏣᎳᎩ', true],
    ['invisible letters', 'a\u115F', false],
    ['middle dot between l and l', 'l·l', true],
    ['middle dot at the end', 'l·', false],
    ['keraia before Greek', '͵α', true],
    ['keraia at the end', 'α͵', false],
    ['geresh after Hebrew', 'א׳', true],
    ['gershayim at the start', '״א', false],
    ['katakana middle dot with Han', '中・', true],
    ['katakana middle dot with Hangul', '한・', false],
    ['one row of Arabic-Indic digits', '١٢', true],
    ['the extended row', '۱۲', true],
    ['both rows', '١۲', false],
  ])('%s', (_what, label, isAllowed) => {
    expect(isIdna2008Label(label)).toBe(isAllowed);
  });
});
