// The manifest: every list once, every field of the right form, nothing else.
import { describe, expect, test } from 'vitest';
import {
  parseManifest,
  REFERENCE_LIST_NAMES,
  readManifest,
  referenceVersions,
} from '../../../src/reference/manifest.ts';

const entry = (name: string, change: Record<string, unknown> = {}) => ({
  name,
  version: '2026-01-02',
  file: `${name}.txt`,
  count: 1,
  sha256: 'a'.repeat(64),
  sources: [{ name: 'p', version: '1.0.0', licence: 'MIT', integrity: 'sha512-x' }],
  ...change,
});
const manifest = (change: Record<string, unknown> = {}) =>
  JSON.stringify({ format: 1, lists: REFERENCE_LIST_NAMES.map((name) => entry(name)), ...change });
const withRelay = (change: Record<string, unknown>) =>
  manifest({
    lists: REFERENCE_LIST_NAMES.map((name) => entry(name, name === 'relay' ? change : {})),
  });

describe('manifest', () => {
  test('a whole manifest is read, its versions are a record by name', () => {
    const versions = referenceVersions(parseManifest(manifest()));
    expect(Object.keys(versions)).toEqual([...REFERENCE_LIST_NAMES]);
    expect(versions.relay).toBe('2026-01-02');
  });

  test.each([
    ['text that is not JSON', '{'],
    ['another format', manifest({ format: 2 })],
    ['no lists', manifest({ lists: null })],
    ['a missing list', manifest({ lists: [entry('relay')] })],
    [
      'a list named twice',
      manifest({ lists: [...REFERENCE_LIST_NAMES, 'relay'].map((name) => entry(name)) }),
    ],
    ['an unknown list', withRelay({ name: 'other' })],
    ['a file outside the folder', withRelay({ file: '../relay.txt' })],
    ['a hash of another form', withRelay({ sha256: 'abc' })],
    ['a version that is no date', withRelay({ version: 'latest' })],
    ['a count of none', withRelay({ count: 0 })],
    ['sources without a licence', withRelay({ sources: [{ name: 'p', version: '1' }] })],
  ])('%s is refused', (_, text) => {
    expect(() => parseManifest(text)).toThrow(expect.objectContaining({ code: 'reference-lists-invalid' }));
  });

  test('a folder without a manifest is refused', async () => {
    await expect(readManifest(import.meta.dirname)).rejects.toMatchObject({
      code: 'reference-lists-invalid',
    });
  });
});
