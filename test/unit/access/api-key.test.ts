// API keys: their shape, their comparison, and finding them where they must not stand.
import { describe, expect, it } from 'vitest';
import { findKeyId, mintKey, readKey, secretMatches } from '../../../src/access/api-key.ts';

describe('a minted key', () => {
  it('reads back and matches what is stored of it', () => {
    const key = mintKey('service');
    const parts = readKey(key.text);
    expect(parts).toMatchObject({ id: key.id, publishable: false });
    expect(secretMatches(parts?.secret ?? '', key.secretSha256)).toBe(true);
    expect(key.text).not.toContain(key.secretSha256.toString('hex'));
  });

  it('of a publishable key says so', () => {
    expect(readKey(mintKey('publishable').text)).toMatchObject({ publishable: true });
  });

  it('does not match another secret', () => {
    const [one, other] = [mintKey('service'), mintKey('service')];
    expect(secretMatches(readKey(one.text)?.secret ?? '', other.secretSha256)).toBe(false);
    expect(secretMatches(readKey(one.text)?.secret ?? '', Buffer.alloc(0))).toBe(false);
  });
});

it.each([
  '',
  'sk_',
  'sk_abc_def',
  `xk_${'a'.repeat(32)}_${'b'.repeat(64)}`,
  `sk_${'a'.repeat(32)}_${'b'.repeat(63)}`,
])('does not read %j as a key', (text) => {
  expect(readKey(text)).toBeNull();
});

it('finds the id of a key in a URL, in clear or percent-encoded, and none where there is none', () => {
  const { text, id } = mintKey('service');
  expect(findKeyId(`http://x/v1/lists?key=${text}`)).toBe(id);
  expect(findKeyId(`http://x/${text.replaceAll('_', '%5F')}/lists`)).toBe(id);
  expect(findKeyId('http://x/v1/lists/lst_0123456789abcdef0123456789abcdef')).toBeNull();
});
