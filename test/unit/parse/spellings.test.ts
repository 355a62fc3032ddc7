// One person, one key: the spellings of an address that lists, forms and mail programs produce.

import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/parse/address.ts';
import { cleanCell } from '../../../src/parse/clean-cell.ts';
import { keyForm } from '../../../src/parse/forms.ts';

/** The key of each person, and the cells that mean this person. */
const PERSONS: Readonly<Record<string, readonly string[]>> = {
  'ann.lee@kelpworks.com': [
    'ann.lee@kelpworks.com',
    'Ann.Lee@kelpworks.com',
    'ANN.LEE@KELPWORKS.COM',
    'ann.lee@KelpWorks.com',
    '"ann.lee"@kelpworks.com',
    '"Ann.Lee"@KelpWorks.com',
    '"\\a\\n\\n.lee"@kelpworks.com',
    'ann.lee@kelpworks。com',
    'ann.lee@kelpworks．com',
    'ann.lee@kelpworks｡com',
    'ann.lee@ｋｅｌｐｗｏｒｋｓ.com',
    'ann.lee@ＫＥＬＰworks.com',
    ' ann.lee@kelpworks.com',
    'ann.lee@kelpworks.com   ',
    '\tann.lee@kelpworks.com\r\n',
    '\uFEFFann.lee@kelpworks.com',
    '\u00A0ann.lee@kelpworks.com\u00A0',
    '\u200Bann.lee@kelpworks.com\u200B',
    '\u202Aann.lee@kelpworks.com\u202C',
    'ann.\u00ADlee@kelpworks.com',
    'ann.lee@kelp\u200Bworks.com',
    'ann.lee@kelpworks.com.',
    '<ann.lee@kelpworks.com>',
    '< ann.lee@kelpworks.com >',
    'Ann Lee <ann.lee@kelpworks.com>',
    '"Lee, Ann" <Ann.Lee@kelpworks.com>',
    '"Ann \\"Annie\\" Lee" <ann.lee@kelpworks.com>',
    'ann.lee@kelpworks.com <ann.lee@kelpworks.com>',
    '"ann.lee@kelpworks.com" <ann.lee@kelpworks.com>',
    'Lee <"ann.lee"@kelpworks.com>',
    'mailto:ann.lee@kelpworks.com',
    'MAILTO:Ann.Lee@kelpworks.com',
    'mailto:ann.lee@kelpworks.com?subject=Hello%20there',
    'mailto:ann%2Elee%40kelpworks.com',
    '<mailto:ann.lee@kelpworks.com>',
    'Ann Lee <mailto:ann.lee@kelpworks.com>',
    '"ann.lee@kelpworks.com"',
    "'ann.lee@kelpworks.com'",
    '“ann.lee@kelpworks.com”',
    '""ann.lee"@kelpworks.com"',
    '"""ann.lee""@kelpworks.com"',
    '"Ann Lee <ann.lee@kelpworks.com>"',
    'ann.lee@kelpworks.com (Ann Lee)',
    '(work) ann.lee@kelpworks.com',
    'ann.lee(work)@kelpworks.com',
    'ann.lee@(work)kelpworks.com',
    ' "Ann Lee" <mailto:Ann.Lee@KELPWORKS.com.> ',
  ],
  'josé@xn--bcherei-n2a.de': [
    'josé@bücherei.de',
    'jose\u0301@bücherei.de',
    'JOSÉ@BÜCHEREI.DE',
    'JOSE\u0301@BU\u0308CHEREI.DE',
    'José@xn--bcherei-n2a.de',
    'josé@XN--BCHEREI-N2A.DE',
    '"josé"@bücherei。de',
    'José <mailto:jos%C3%A9@bücherei.de>',
  ],
  'ǰana@kelp.com': [
    'ǰana@kelp.com',
    'j\u030Cana@kelp.com',
    'J\u030Cana@kelp.com',
    '"J\u030Cana"@kelp.com',
    'J\u030CANA@KELP.COM',
  ],
  'i\u0307zmir@kelp.com': [
    'İzmir@kelp.com',
    'I\u0307zmir@kelp.com',
    'i\u0307zmir@kelp.com',
    'İZMIR@kelp.com',
  ],
  'åke@kelp.se': ['Åke@kelp.se', 'åke@kelp.se', 'A\u030Ake@kelp.se', '\u212Bke@kelp.se'],
  'kim@kelp.com': ['kim@kelp.com', '\u212Aim@kelp.com', 'KIM@kelp.com'],
  '"ann lee"@kelp.com': [
    '"ann lee"@kelp.com',
    '"Ann\\ Lee"@kelp.com',
    '"\\ann lee"@KELP.com',
    '<"ann lee"@kelp.com>',
  ],
  'розалинд@xn--80a1acny.xn--p1ai': [
    'розалинд@почта.рф',
    'РОЗАЛИНД@ПОЧТА.РФ',
    'Розалинд@xn--80a1acny.XN--P1AI',
  ],
  'noc@[ipv6:2001:db8::1]': [
    'noc@[IPv6:2001:db8::1]',
    'NOC@[ipv6:2001:0DB8:0:0:0:0:0:1]',
    'noc@[IPV6:2001:db8:0:0::0:1]',
  ],
};

const SPELLINGS = Object.entries(PERSONS).flatMap(([key, cells]) => cells.map((cell) => ({ key, cell })));

describe('the key form', () => {
  it('is tried with sixty spellings and more', () => {
    expect(SPELLINGS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(SPELLINGS.map(({ cell }) => cell)).size).toBe(SPELLINGS.length);
  });

  it.each(SPELLINGS)('of $cell is $key', ({ key, cell }) => {
    const outcome = parseAddress(cleanCell(cell).text);
    expect(outcome.valid && keyForm(outcome.mailbox)).toBe(key);
  });

  it('keeps apart what only looks alike', () => {
    const cells = [
      'ann@kelp.com',
      'аnn@kelp.com',
      'ａnn@kelp.com',
      'ann@kеlp.com',
      'àann@kelp.com',
      'a.nn@kelp.com',
    ];
    const keys = cells.map((cell) => {
      const outcome = parseAddress(cleanCell(cell).text);
      return outcome.valid ? keyForm(outcome.mailbox) : null;
    });
    expect(new Set(keys).size).toBe(cells.length);
    expect(keys).not.toContain(null);
  });
});
