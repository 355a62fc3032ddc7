// How much work a hostile text can cause, counted in steps of the grammar and looks into lists, never in seconds.
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ReferenceLists } from '../../../src/model/reference-lists.ts';
import { parseAddress } from '../../../src/parse/address.ts';
import { cleanCell } from '../../../src/parse/clean-cell.ts';
import { loadReferenceLists } from '../../../src/reference/load.ts';
import { profileDomain } from '../../../src/score/domain-profile.ts';

/** The engine below smtp-address-parser, as far as it is counted: one column of states for each character read. */
interface Engine {
  readonly Parser: { prototype: { feed(this: Parsing, text: string): Parsing } };
}
interface Parsing {
  readonly options: { keepHistory: boolean };
  readonly table: readonly { readonly states: readonly unknown[] }[];
}

const grammarPackage = createRequire(import.meta.url).resolve('smtp-address-parser');
const { Parser } = createRequire(grammarPackage)('nearley') as Engine;

/** What the grammar was given since the test began, and the states it made of it. */
let texts: string[];
let states: number;
beforeEach(() => {
  [texts, states] = [[], 0];
  const { feed } = Parser.prototype;
  vi.spyOn(Parser.prototype, 'feed').mockImplementation(function (this: Parsing, text) {
    texts.push(text);
    this.options.keepHistory = true;
    try {
      return feed.call(this, text);
    } finally {
      states += this.table.reduce((sum, column) => sum + column.states.length, 0);
    }
  });
});
afterEach(() => vi.restoreAllMocks());

/** A local part of 64 octets and the stub of a domain. */
const GRAMMAR_OCTETS_MAX = 64 + '@d.co'.length;
/** Steps for one octet of a text that the grammar reads to its end. */
const STATES_AN_OCTET = 12;
/** Times that one text may reach the grammar: as it stands, as intake gets it, and after each layer taken off. */
const RUNS_MAX = 8;
/** Runs that may get far: what intake takes off stands in front, where the grammar stops at once. */
const WHOLE_RUNS_MAX = 3;

/** Pieces that open, close, nest, escape or repeat; and what is long or rare. */
const PIECES = [
  ...[
    '"',
    '\\a',
    '\\\\',
    '\\"',
    '(',
    ')',
    '(a)',
    '<',
    '>',
    '@',
    '.',
    'a.',
    'a',
    ' ',
    '-',
    "'",
    '«',
    '»',
    ',',
  ],
  ...['ж', 'ж.', 'я.рф', 'xn--a.', 'क\u200C', '\u0301', '🦀', 'mailto:', '%22', '[IPv6:', '1:', ']', '@d.co'],
];
const piece = fc.constantFrom(...PIECES);
const hostile = fc.oneof(
  fc.array(piece, { maxLength: 120 }).map((pieces) => pieces.join('')),
  fc
    .array(fc.tuple(piece, fc.integer({ min: 1, max: 70 })), { maxLength: 6 })
    .map((runs) => `${runs.map(([text, times]) => text.repeat(times)).join('')}@d.co`),
  fc
    .tuple(fc.array(piece, { maxLength: 40 }), piece, fc.integer({ min: 0, max: 6 }))
    .map(([pieces, wrap, times]) => `${wrap.repeat(times)}"${pieces.join('')}"@d.co${wrap.repeat(times)}`),
);

/** What one call of `POST /v1/validate` makes of a text before anything else is looked at. */
function read(text: string): void {
  [texts, states] = [[], 0];
  parseAddress(text);
  cleanCell(text);
}

function expectLittleWork(): void {
  expect(texts.length).toBeLessThanOrEqual(RUNS_MAX);
  for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(GRAMMAR_OCTETS_MAX);
  expect(states).toBeLessThanOrEqual(WHOLE_RUNS_MAX * GRAMMAR_OCTETS_MAX * STATES_AN_OCTET);
}

describe('T9 · one hostile text holds the thread that answers everybody', () => {
  it('counts what it means to count', () => {
    read('"ann smith"@d.co');
    expect(texts).toEqual(['"ann smith"@d.co', '"ann smith"@d.co']);
    expect(states).toBeGreaterThan(100);
  });

  it('with a text that the grammar must see: few runs over 64 octets, in linear steps', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        read(text);
        expectLittleWork();
      }),
      { numRuns: 2_000 },
    );
  });

  it('with a text over 320 octets: it is refused before the grammar, whatever it holds', () => {
    const long = fc.array(piece, { minLength: 1, maxLength: 60 }).map((pieces) => {
      const text = pieces.join('');
      return text.repeat(Math.ceil(321 / Buffer.byteLength(text)));
    });
    fc.assert(
      fc.property(long, (text) => {
        texts = [];
        expect(parseAddress(text)).toEqual({ valid: false, reason: 'too-long' });
        expect(texts).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['comments behind a local part', `${'a.'.repeat(22)}ж${'(a)'.repeat(6)}@d.co`],
    ['comments before it', `${'(a)'.repeat(6)}${'a.'.repeat(22)}ж@d.co`],
    ['escaped quotes', `"${'\\"'.repeat(31)}"@d.co`],
    ['a quote that is never closed', `"${'a'.repeat(63)}@d.co`],
    ['one letter a label', `${'a.'.repeat(31)}ж@d.co`],
    ['an address far too long', `"${'a'.repeat(5_000)}"@d.co`],
    ['wrapping in wrapping', `${'<"'.repeat(400)}${'\\a'.repeat(31)}@d.co${'">'.repeat(400)}`],
  ])('with %s', (_, text) => {
    read(text);
    expectLittleWork();
  });

  it.each([
    ['plain ASCII of any shape', `${'a.'.repeat(40)}@${'a.'.repeat(100)}co`],
    ['several at signs', `${'a@'.repeat(30)}d.co`],
    ['spaces and comments, whatever the script', `ж ${'(я)'.repeat(10)}@d.co`],
    ['a domain of two hundred short labels', `ann@${'я.'.repeat(100)}рф`],
    ['a domain of A-labels that are none', `ann@${'xn--a.'.repeat(50)}com`],
    ['a domain of letters with joiners', `ann@${'क\u200C'.repeat(50)}.com`],
    ['a literal of many groups', `ann@[IPv6:${'1:'.repeat(150)}]`],
    ['nothing but marks', `${'\u0301'.repeat(150)}@d.co`],
  ])('with %s it has none of the grammar', (_, text) => {
    read(text);
    expect(texts).toEqual([]);
  });

  describe('with a domain of 126 labels', () => {
    let lists: ReferenceLists;
    beforeAll(async () => {
      lists = await loadReferenceLists('data');
    });

    it('each list is walked once, label by label, and not once more for each label', () => {
      const looks = vi.spyOn(Set.prototype, 'has');
      profileDomain(`${'a.'.repeat(124)}victim.org`, lists);
      const { length } = looks.mock.calls;
      looks.mockRestore();
      expect(length).toBeGreaterThan(126);
      expect(length).toBeLessThan(10 * 126);
    });
  });
});
