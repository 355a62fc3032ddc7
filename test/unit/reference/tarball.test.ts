// Tarballs from strangers: named entries are read, hostile archives are refused, nothing is written or run.
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readTarballEntries } from '../../../src/reference/tarball.ts';
import { tarball, tarEntry } from './tar-builder.ts';

const refused = expect.objectContaining({ code: 'reference-lists-invalid' });

describe('tarball', () => {
  test('the wanted entries come back, the others are stepped over', () => {
    const archive = tarball([
      tarEntry('package/index.js', 'throw new Error("evaluated")'),
      tarEntry('package/index.json', '["a.test"]'),
      tarEntry('package/LICENSE', 'x'.repeat(600)),
    ]);
    const found = readTarballEntries(archive, ['package/index.json', 'package/LICENSE']);
    expect(found.get('package/index.json')?.toString()).toBe('["a.test"]');
    expect(found.get('package/LICENSE')).toHaveLength(600);
    expect(found.size).toBe(2);
  });

  test('a long path is put together of prefix and name', () => {
    const archive = tarball([tarEntry('index.json', '[]', { prefix: 'package/deep' })]);
    expect([...readTarballEntries(archive, ['package/deep/index.json']).keys()]).toEqual([
      'package/deep/index.json',
    ]);
  });

  test.each([
    ['a path that climbs out', [tarEntry('package/../../etc/x', ''), tarEntry('package/a', '')]],
    ['an absolute path', [tarEntry('/etc/x', ''), tarEntry('package/a', '')]],
    ['a wanted entry twice', [tarEntry('package/a', '1'), tarEntry('package/a', '2')]],
    ['a wanted entry that is a link', [tarEntry('package/a', '', { type: '2' })]],
    ['a missing entry', [tarEntry('package/b', '')]],
    ['a header with a wrong checksum', [tarEntry('package/a', '', { checksum: 1 })]],
    ['a size that runs past the end', [tarEntry('package/a', '', { size: '77777777777' })]],
    ['a size that is no number', [tarEntry('package/a', '', { size: '-1' })]],
    ['an empty archive', []],
  ])('%s is refused', (_, entries) => {
    expect(() => readTarballEntries(tarball(entries), ['package/a'])).toThrow(refused);
  });

  test('what inflates beyond the limit is refused', () => {
    const bomb = gzipSync(Buffer.alloc(4 * 2 ** 20));
    const limits = { inflatedBytesMax: 2 ** 20, entryBytesMax: 2 ** 10 };
    expect(() => readTarballEntries(bomb, ['package/a'], limits)).toThrow(refused);
  });

  test('an entry larger than the limit is refused', () => {
    const archive = tarball([tarEntry('package/a', 'x'.repeat(2000))]);
    const limits = { inflatedBytesMax: 2 ** 20, entryBytesMax: 2 ** 10 };
    expect(() => readTarballEntries(archive, ['package/a'], limits)).toThrow(refused);
  });

  test('bytes that are no gzip are refused', () => {
    expect(() => readTarballEntries(Buffer.from('no archive'), ['package/a'])).toThrow(refused);
  });
});
