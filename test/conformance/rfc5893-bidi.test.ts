// RFC 5893 2: the six conditions of the Bidi rule, each met and broken, in the scripts that run from right to left.

import { domainToASCII } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/parse/address.ts';

function domainOf(domain: string): string | null {
  const outcome = parseAddress(`ann@${domain}`);
  return outcome.valid ? outcome.mailbox.domain : outcome.reason;
}

const MET: readonly (readonly [condition: string, domain: string, aLabels: string])[] = [
  ['1: begins with R (Hebrew)', 'אבג.com', 'xn--4dbcd.com'],
  ["1: begins with R (N'Ko)", 'ߊߋ.com', 'xn--lsbc.com'],
  ['1: begins with AL (Arabic)', 'عربي.com', 'xn--ngbrx4e.com'],
  ['1: begins with AL (Syriac)', 'ܐܒ.com', 'xn--9mbe.com'],
  ['1: begins with AL (Thaana)', 'ދިވެހި.com', 'xn--hqbpi0jcw.com'],
  ['1: begins with L beside a right-to-left label', 'ab.אבג', 'ab.xn--4dbcd'],
  ['2: R and ES', 'א-ב.com', 'xn----zhce.com'],
  ['2: R and NSM', 'אְב.com', 'xn--7cb7de.com'],
  ['2: AL and EN', 'اب1.com', 'xn--1-ymcd.com'],
  ['2: AL and AN', 'اب١.com', 'xn--mgbc5o.com'],
  ['2: AL and the extended digits, which are EN', 'ا۱.com', 'xn--mgb81b.com'],
  ['3: ends in R', 'אב.com', 'xn--4dbc.com'],
  ['3: ends in EN', 'אב1.com', 'xn--1-zhcd.com'],
  ['3: ends in AN', 'ا٠.com', 'xn--mgb8i.com'],
  ['3: ends in NSM after R', 'אְ.com', 'xn--7cb7d.com'],
  ['4: EN alone', 'ا12.com', 'xn--12-btd.com'],
  ['4: AN alone', 'ا١٢.com', 'xn--mgb0jd.com'],
  ['5: L, EN and ES', 'ab-c1.אבג', 'ab-c1.xn--4dbcd'],
  ['6: ends in L', 'b1c.אבג', 'b1c.xn--4dbcd'],
  ['6: ends in EN', 'bc1.אבג', 'bc1.xn--4dbcd'],
  ['6: ends in NSM after L', 'b\u0331\u0301.אבג', 'xn--lsa949k.xn--4dbcd'],
  ['no Bidi domain, no condition: a leading digit', '1kelp.com', '1kelp.com'],
];

const BROKEN: readonly (readonly [condition: string, domain: string])[] = [
  ['1: begins with EN (Hebrew)', '1אב.com'],
  ['1: begins with EN (Arabic)', '1اب.com'],
  ['1: begins with AN', '١اب.com'],
  ['1: begins with the extended digits', '۱۲۳.com.ایران'],
  ['1: an ASCII label begins with EN beside a right-to-left one', '3kelp.אבג'],
  ['1: an ASCII label of digits beside a right-to-left one', '12.אבג.com'],
  ['2: L in a Hebrew label', 'אבa.com'],
  ['2: L in the middle', 'אaב.com'],
  ['2: L in an Arabic label', 'ابa.com'],
  ['2: L of another script', 'אбב.com'],
  ['4: EN and AN', 'اب١1.com'],
  ['4: AN and EN', 'اب1١.com'],
  ['5: R in a left-to-right label', 'aא.com'],
  ['5: AL in a left-to-right label', 'aا.com'],
  ['5: AN in a left-to-right label', 'a١.com'],
  ['5: R in a left-to-right label of Greek', 'αא.com'],
];

describe('the Bidi rule', () => {
  it.each(MET)('is met: %s', (_condition, domain, aLabels) => {
    expect(domainOf(domain)).toBe(aLabels);
    expect(domainOf(aLabels), 'the same as A-labels').toBe(aLabels);
    expect(domainToASCII(domain), 'the UTS #46 processing of ICU').toBe(aLabels);
  });

  it.each(BROKEN)('is broken: %s', (_condition, domain) => {
    expect(domainOf(domain)).toBe('bidi-rule');
  });

  it('is asked of A-labels too', () => {
    for (const punycode of ['a-zhc', '1-0hc', 'a-0hc', 'a-ymcd']) {
      expect(domainOf(`xn--${punycode}.com`)).toBe('bidi-rule');
    }
  });
});
