// The line for a person: aligned, with what may be meant, and inert.
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { resultLine } from '../../../src/cli/result-line.ts';
import { verify } from '../score/facts-fixtures.ts';
import { smallLists } from '../score/small-lists.ts';

const lists = smallLists();
const pipe = new PassThrough();
const terminal = Object.assign(new PassThrough(), {
  isTTY: true,
  getColorDepth: () => 8,
  hasColors: () => true,
});

describe('resultLine', () => {
  it('says verdict, reason, score, toxicity, address and suggestion', () => {
    const line = resultLine(verify({ domain: 'gmial.com' }, lists), pipe);
    expect(line).toBe(
      'risky          typo-domain            score  35  toxicity 1  ann@gmial.com  did you mean ann@gmail.com?\n',
    );
  });

  it('begins the address in the same column whatever the verdict', () => {
    const results = [
      verify({ domain: 'gmial.com' }, lists),
      verify({ domain: 'clinic.zzz' }, lists),
      verify({}, lists),
    ];
    const columns = new Set(results.map((result) => resultLine(result, pipe).indexOf(result.address)));
    expect(columns.size).toBe(1);
  });

  it('escapes what the address holds, and cuts a huge one', () => {
    const result = verify({}, lists);
    expect(resultLine({ ...result, address: '\u001b]0;x\u0007' }, pipe)).toContain('\\u{1b}]0;x\\u{7}');
    expect(resultLine({ ...result, address: 'a'.repeat(9999) }, pipe).length).toBeLessThan(600);
  });

  it('has colours on a terminal alone', () => {
    const result = verify({}, lists);
    expect(resultLine(result, pipe)).not.toContain('\u001b');
    expect(resultLine(result, terminal).replaceAll('\u001b', '')).not.toBe(resultLine(result, pipe));
  });
});
