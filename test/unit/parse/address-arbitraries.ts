// Generators of texts that look like addresses, so that a property meets valid ones often.

import fc from 'fast-check';

/** Any row of UTF-16 units, lone surrogates among them. */
export const anyUtf16 = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
  .map((units) => String.fromCharCode(...units));

/** Latin letters, marks, letters whose case or composition is special, other scripts, and specials. */
const NOTABLE = [
  ...'aAbJiIÅßſΣσςİıẞжЖДÉéメ中한क्אس١ǅ',
  '\u0301',
  '\u030C',
  '\u0307',
  '\u0338',
  '\u0345',
  '\u212A',
];
const SPECIALS = [...'.+-_!%\'"\\ @()<>,;:＠☃🦀', '\u200B', '\u200D', '\u00A0', '\uD800'];

/** Domain names of several labels, some of them wrong, made of these labels, and now and then a literal. */
function domainOf(label: fc.Arbitrary<string>, tlds: readonly string[]): fc.Arbitrary<string> {
  const labels = fc.array(label, { minLength: 1, maxLength: 4 });
  const name = fc.tuple(labels, fc.constantFrom(...tlds)).map(([some, last]) => [...some, last].join('.'));
  const literal = fc.oneof(
    fc.ipV4().map((ip) => `[${ip}]`),
    fc.ipV6().map((ip) => `[IPv6:${ip}]`),
  );
  return fc.oneof({ weight: 8, arbitrary: name }, literal);
}

const hostLabel = fc.string({ unit: fc.constantFrom(...'abzABZ019-'), minLength: 1, maxLength: 6 });
const uLabel = fc.string({ unit: fc.constantFrom(...NOTABLE), minLength: 1, maxLength: 4 });
const plainDomain = domainOf(hostLabel, ['com', 'co.uk', 'Org', 'xn--p1ai', '12', 'c', '']);
const anyDomain = domainOf(fc.oneof({ weight: 3, arbitrary: hostLabel }, uLabel), ['com', 'рф', 'xn--p1ai']);

/** Plain ASCII, with the characters that make a difference. */
export const plainLike = fc
  .tuple(
    fc.string({ unit: fc.constantFrom(...'abnxzABZ019abnxzABZ019.-_+!%\'"@ '), minLength: 1, maxLength: 10 }),
    plainDomain,
  )
  .map(([localPart, domain]) => `${localPart}@${domain}`);

/** A local part that is quoted or not, from ASCII to anything, before many kinds of domain. */
export const addressLike = fc
  .tuple(
    fc.oneof(
      fc.string({ unit: fc.constantFrom(...NOTABLE), minLength: 1, maxLength: 8 }),
      fc.string({ unit: fc.constantFrom(...NOTABLE, ...SPECIALS), maxLength: 8 }),
      fc.string({ unit: fc.constantFrom(...NOTABLE, ...'. <,@'), maxLength: 8 }).map((text) => `"${text}"`),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
    ),
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('kelp.com', 'KELP.Com', 'жук.рф', '[192.0.2.1]') },
      anyDomain,
    ),
  )
  .map(([localPart, domain]) => `${localPart}@${domain}`);
