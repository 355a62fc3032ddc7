// People, and the spellings of their addresses that lists, forms and mail programs produce.

interface SpeltPerson {
  /** Their one key form. */
  readonly key: string;
  /** A piece of the local part that stands in every spelling, where a number makes another person of it. */
  readonly stem: RegExp;
  readonly cells: readonly string[];
}

export const PERSONS: readonly SpeltPerson[] = [
  {
    key: 'ann.lee@kelpworks.com',
    stem: /lee/gi,
    cells: [
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
  },
  {
    key: 'josé@xn--bcherei-n2a.de',
    stem: /jos/gi,
    cells: [
      'josé@bücherei.de',
      'jose\u0301@bücherei.de',
      'JOSÉ@BÜCHEREI.DE',
      'JOSE\u0301@BU\u0308CHEREI.DE',
      'José@xn--bcherei-n2a.de',
      'josé@XN--BCHEREI-N2A.DE',
      '"josé"@bücherei。de',
      'José <mailto:jos%C3%A9@bücherei.de>',
    ],
  },
  {
    key: 'ǰana@kelp.com',
    stem: /ana/gi,
    cells: [
      'ǰana@kelp.com',
      'j\u030Cana@kelp.com',
      'J\u030Cana@kelp.com',
      '"J\u030Cana"@kelp.com',
      'J\u030CANA@KELP.COM',
    ],
  },
  {
    key: 'i\u0307zmir@kelp.com',
    stem: /zmir/gi,
    cells: ['İzmir@kelp.com', 'I\u0307zmir@kelp.com', 'i\u0307zmir@kelp.com', 'İZMIR@kelp.com'],
  },
  {
    key: 'åke@kelp.se',
    stem: /ke(?=@)/gi,
    cells: ['Åke@kelp.se', 'åke@kelp.se', 'A\u030Ake@kelp.se', '\u212Bke@kelp.se'],
  },
  {
    key: 'kim@kelp.com',
    stem: /im(?=@)/gi,
    cells: ['kim@kelp.com', '\u212Aim@kelp.com', 'KIM@kelp.com'],
  },
  {
    key: '"ann lee"@kelp.com',
    stem: /lee/gi,
    cells: ['"ann lee"@kelp.com', '"Ann\\ Lee"@kelp.com', '"\\ann lee"@KELP.com', '<"ann lee"@kelp.com>'],
  },
  {
    key: 'розалинд@xn--80a1acny.xn--p1ai',
    stem: /линд/gi,
    cells: ['розалинд@почта.рф', 'РОЗАЛИНД@ПОЧТА.РФ', 'Розалинд@xn--80a1acny.XN--P1AI'],
  },
  {
    key: 'noc@[ipv6:2001:db8::1]',
    stem: /noc/gi,
    cells: ['noc@[IPv6:2001:db8::1]', 'NOC@[ipv6:2001:0DB8:0:0:0:0:0:1]', 'noc@[IPV6:2001:db8:0:0::0:1]'],
  },
];

/** A person's key form, and one spelling of it. */
export interface Spelling {
  readonly key: string;
  readonly cell: string;
}

/** Every spelling of the table, each of a person of its own: none is a duplicate of another. */
export function spellingsOfManyPeople(firstNumber = 0): Spelling[] {
  return numbered(PERSONS, firstNumber);
}

/** Addresses that probably reach one mailbox, by the rules of the provider: not one key, but one folded key. */
const PROBABLY_ONE: readonly SpeltPerson[] = [
  {
    key: 'ann.lee@gmail.com',
    stem: /lee/gi,
    cells: [
      'annlee@gmail.com',
      'a.n.n.lee@gmail.com',
      'Ann.Lee+news@gmail.com',
      'ann.lee+@gmail.com',
      'ann.lee@googlemail.com',
      'AnnLee+a+b@GoogleMail.com',
      'Ann Lee <an.n.lee+x@googlemail.com.>',
      '"a.nnlee+shop"@gmail.com',
    ],
  },
  { key: 'lee@outlook.com', stem: /lee/gi, cells: ['lee+news@outlook.com', 'LEE+a.b@Outlook.com'] },
  { key: 'lee@yahoo.com', stem: /lee/gi, cells: ['lee-news@yahoo.com', 'mailto:Lee-a@yahoo.com'] },
  { key: 'lee@icloud.com', stem: /lee/gi, cells: ['lee+news@icloud.com'] },
];

/** Addresses that are probably one mailbox with the key form given, each pair of its own number. */
export function probableSpellings(firstNumber: number): Spelling[] {
  return numbered(PROBABLY_ONE, firstNumber);
}

function numbered(persons: readonly SpeltPerson[], firstNumber: number): Spelling[] {
  const spellings = persons.flatMap(({ key, stem, cells }) => cells.map((cell) => ({ key, stem, cell })));
  return spellings.map(({ key, stem, cell }, at) => {
    const withNumber = (text: string) => text.replace(stem, (piece) => `${piece}${firstNumber + at}`);
    return { key: withNumber(key), cell: withNumber(cell) };
  });
}
