// Keyed hashes are the frozen ones, and no two kinds of value share one.
import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BlindIndex,
  blindIndexFrom,
  createBlindIndex,
  INDEX_KEY_BYTES,
  type IndexKeys,
  indexKeys,
} from '../../../src/vault/blind-index.ts';
import frozen from '../../fixtures/address-keys.json' with { type: 'json' };
import { codeOf } from './error-code.ts';
import { plainIndexKey } from './plain-crypto.ts';
import { freshRing, rotated, secretKey, withKeys } from './sample-ring.ts';

const ring = withKeys(freshRing(), 'index', [secretKey('index', frozen.index_key)]);
const index = createBlindIndex(ring);
const rawIndexKey = Buffer.from(frozen.index_key, 'hex');

describe('the frozen keys', () => {
  it('are of the version in force', () => {
    expect(index.keyVersion).toBe(frozen.key_version);
  });

  it.each(frozen.entries)('of entry %#', (entry) => {
    expect(index.addressKey(entry.key_form).toString('hex')).toBe(entry.address_key);
    expect(index.foldedKey(entry.folded_form).toString('hex')).toBe(entry.folded_key);
    expect(index.domainKey(entry.domain).toString('hex')).toBe(entry.domain_key);
  });

  it('are those of HKDF and HMAC alone', () => {
    for (const entry of frozen.entries) {
      expect(plainIndexKey(rawIndexKey, 'address', entry.key_form)).toBe(entry.address_key);
      expect(plainIndexKey(rawIndexKey, 'folded', entry.folded_form)).toBe(entry.folded_key);
      expect(plainIndexKey(rawIndexKey, 'domain', entry.domain)).toBe(entry.domain_key);
    }
  });

  it('of hashes that came in place of addresses, in either case', () => {
    const keyOf = { md5: index.md5Key, sha256: index.sha256Key };
    for (const { algorithm, hex, key } of frozen.hashes) {
      const make = keyOf[algorithm as 'md5' | 'sha256'];
      expect(make(hex).toString('hex')).toBe(key);
      expect(make(hex.toUpperCase()).toString('hex')).toBe(key);
      expect(plainIndexKey(rawIndexKey, algorithm, hex)).toBe(key);
    }
  });

  it('differ where key forms differ and agree where they agree', () => {
    const byForm = new Map(frozen.entries.map((entry) => [entry.key_form, entry.address_key]));
    expect(new Set(byForm.values()).size).toBe(byForm.size);
    for (const entry of frozen.entries) expect(byForm.get(entry.key_form)).toBe(entry.address_key);
  });
});

describe('what is not a hash is refused', () => {
  it.each(['', 'g'.repeat(32), 'a'.repeat(31), 'a'.repeat(33), `${'a'.repeat(31)}\n`])('%j', (hex) => {
    expect(codeOf(() => index.md5Key(hex))).toBe('invalid-value');
    expect(codeOf(() => index.sha256Key(hex))).toBe('invalid-value');
  });
});

it('another index key gives other keys', () => {
  const other = createBlindIndex(rotated(ring, 'index', 'lookup'));
  expect(other.addressKey('ann@clinic.example').equals(index.addressKey('ann@clinic.example'))).toBe(false);
});

it('keys are 16 bytes of their own for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (form) => {
      expect(index.addressKey(form)).toHaveLength(INDEX_KEY_BYTES);
      expect(index.addressKey(form).toString('hex')).toBe(plainIndexKey(rawIndexKey, 'address', form));
    }),
    { numRuns: 300 },
  );
});

it('no value occurs under two labels over 20,000 forms', () => {
  const seen = new Set<string>();
  const kinds: (keyof Omit<BlindIndex, 'keyVersion'>)[] = ['addressKey', 'foldedKey', 'domainKey'];
  const forms = fc.sample(fc.string({ unit: 'binary', maxLength: 40 }), { numRuns: 20_000, seed: 1 });
  const distinct = new Set(forms.map((form) => form.toWellFormed()));
  for (const form of distinct) for (const kind of kinds) seen.add(index[kind](form).toString('hex'));
  const hex = '5d41402abc4b2a76b9719d911017c592';
  for (const key of [index.md5Key(hex), index.sha256Key(hex + hex), index.addressKey(hex)]) {
    seen.add(key.toString('hex'));
  }
  expect(distinct.size).toBeGreaterThan(15_000);
  expect(seen.size).toBe(distinct.size * kinds.length + 3);
});

it('derived keys cross to a thread as they are and give the same index there', async () => {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(indexKeys(ring));
  const [received] = (await once(port2, 'message')) as [IndexKeys];
  port1.close();
  const there = blindIndexFrom(received);
  expect(there.addressKey('ann@clinic.example')).toEqual(index.addressKey('ann@clinic.example'));
  expect(there.keyVersion).toBe(index.keyVersion);
});
