// List files: the head is left out, entries come back in their order.
import { describe, expect, test } from 'vitest';
import { readListFile, renderListFile } from '../../../src/reference/list-file.ts';

describe('list file', () => {
  test('what was rendered is read back', () => {
    const text = renderListFile({ name: 'x', version: '2026-01-02', sources: ['a@1 (MIT)'] }, ['a.b', 'c.d']);
    expect(text.startsWith('# Sluice reference list: x@2026-01-02\n')).toBe(true);
    expect(text).toContain('a@1 (MIT)');
    expect(readListFile(text)).toEqual(['a.b', 'c.d']);
  });

  test.each([
    ['an empty text', ''],
    ['a head without an end', '# nothing'],
    ['a head alone', '# one\n# two\n'],
  ])('%s holds no entries', (_, text) => {
    expect(readListFile(text)).toEqual([]);
  });
});
