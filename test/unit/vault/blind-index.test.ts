// Keyed hashes are the frozen ones, and no two kinds of value share one.
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
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

describe('T22 · a keyed hash made for speed is not the HMAC that it should be', () => {
  const PLAIN = ['address', 'folded', 'domain'] as const;
  const made = { address: index.addressKey, folded: index.foldedKey, domain: index.domainKey };
  const expectPlain = (form: string) => {
    for (const label of PLAIN) {
      expect(made[label](form)).toHaveLength(INDEX_KEY_BYTES);
      expect(made[label](form).toString('hex')).toBe(plainIndexKey(rawIndexKey, label, form));
    }
  };

  it('equals createHmac for any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), expectPlain), { numRuns: 300 });
  });

  it('equals createHmac at every length from 0 to 300, in ASCII and beyond', () => {
    for (let length = 0; length <= 300; length += 1) {
      expectPlain('a'.repeat(length));
      expectPlain('ǰ'.repeat(length));
    }
  });
});

describe('T2 · the key of one kind of value equals one of another', () => {
  it('over 100,000 addresses no value occurs under two labels', () => {
    const people = 100_000;
    const seen = new Set<string>();
    const see = (key: Buffer) => seen.add(key.toString('latin1'));
    for (let number = 0; number < people; number += 1) {
      const form = `person.${number}@clinic.example`;
      for (const key of [index.addressKey, index.foldedKey, index.domainKey]) see(key(form));
      see(index.md5Key(hash('md5', form)));
      see(index.sha256Key(hash('sha256', form)));
    }
    expect(seen.size).toBe(people * 5);
  }, 120_000);

  it('not even where the hash of an address stands in the place of an address', () => {
    const [md5, sha256] = [hash('md5', 'ann@clinic.example'), hash('sha256', 'ann@clinic.example')];
    const keys = [md5, sha256].flatMap((text) => [index.addressKey(text), index.foldedKey(text)]);
    const seen = [...keys, index.md5Key(md5), index.sha256Key(sha256)].map((key) => key.toString('hex'));
    expect(new Set(seen).size).toBe(6);
  });
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
