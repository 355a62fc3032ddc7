// Only an unchanged manifest, signed by a trusted key, is genuine.
import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalBytes, type JsonObject } from '../../../src/vault/canonical-json.ts';
import { activeKey } from '../../../src/vault/key-ring.ts';
import { exportPublicKeys, parsePublicKeys, trustedKeys } from '../../../src/vault/public-keys.ts';
import { signManifest, verifyManifest } from '../../../src/vault/signing.ts';
import { codeOf } from './error-code.ts';
import { freshRing, rotated } from './sample-ring.ts';

const ring = freshRing();
const trusted = trustedKeys(ring);
const manifest = {
  release: 'rel-1',
  rows: 3,
  counts: { released: 1, held: 1, excluded: 1 },
  file_sha256: createHash('sha256').update('row,address\r\n').digest('hex'),
  previous: null,
};
const document = signManifest(ring, manifest);

/** The document after a change, written canonically again. */
function edited(change: (json: Record<string, unknown>) => void): Buffer {
  const json = JSON.parse(document.toString());
  change(json);
  return canonicalBytes(json);
}

describe('a signed manifest', () => {
  it('is genuine and gives back what was signed, with key and ring inside', () => {
    const keyId = activeKey(ring, 'manifest').id;
    expect(verifyManifest(trusted, document)).toEqual({
      genuine: true,
      ringId: ring.id,
      keyId,
      manifest: { ...manifest, algorithm: 'Ed25519', ring_id: ring.id, key_id: keyId },
    });
  });

  it('can be verified with Ed25519 and JSON alone', () => {
    const { signature, ...body } = JSON.parse(document.toString());
    const bytes = Buffer.concat([Buffer.from('sluice-manifest-v1\0'), canonicalBytes(body)]);
    expect(verify(null, bytes, trusted[0]!.key, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  it('is the same each time', () => {
    expect(signManifest(ring, manifest).equals(document)).toBe(true);
  });

  it('stays genuine after its key has been rotated, even when retired', () => {
    expect(verifyManifest(trustedKeys(rotated(ring, 'manifest', 'retired')), document).genuine).toBe(true);
  });

  it('must not bring its own signature', () => {
    expect(codeOf(() => signManifest(ring, { ...manifest, key_id: 'mine' }))).toBe('internal');
  });
});

describe('a document is not genuine', () => {
  const foreign = generateKeyPairSync('ed25519').privateKey;
  const resigned = (prefix: string) => {
    const { signature: _, ...body } = JSON.parse(document.toString()) as JsonObject;
    const bytes = Buffer.concat([Buffer.from(prefix), canonicalBytes(body)]);
    return { body, bytes };
  };
  const byForeignKey = () => {
    const { body, bytes } = resigned('sluice-manifest-v1\0');
    return canonicalBytes({ ...body, signature: sign(null, bytes, foreign).toString('base64url') });
  };
  const withoutPrefix = () => {
    const { body, bytes } = resigned('');
    const signature = sign(null, bytes, activeKey(ring, 'manifest').key).toString('base64url');
    return canonicalBytes({ ...body, signature });
  };
  const text = document.toString();

  it.each([
    ['signed by a foreign key under our key id', byForeignKey(), 'signature-wrong'],
    ['signed without the prefix', withoutPrefix(), 'signature-wrong'],
    ['signed by another ring', signManifest(freshRing(), manifest), 'key-unknown'],
    ['a count changed', edited((json) => Object.assign(json, { rows: 4 })), 'signature-wrong'],
    ['a member added', edited((json) => Object.assign(json, { note: '' })), 'signature-wrong'],
    ['a member gone', edited((json) => Reflect.deleteProperty(json, 'previous')), 'signature-wrong'],
    ['no signature', edited((json) => Reflect.deleteProperty(json, 'signature')), 'signature-wrong'],
    ['a short signature', edited((json) => Object.assign(json, { signature: 'AAAA' })), 'signature-wrong'],
    [
      'the algorithm changed',
      edited((json) => Object.assign(json, { algorithm: 'none' })),
      'algorithm-unknown',
    ],
    ['the key id changed', edited((json) => Object.assign(json, { key_id: 'other' })), 'key-unknown'],
    ['the ring id changed', edited((json) => Object.assign(json, { ring_id: 'other' })), 'key-unknown'],
    ['a name twice', Buffer.from(text.replace('"rows":3', '"rows":3,"rows":3')), 'not-canonical'],
    ['bytes behind the end', Buffer.concat([document, Buffer.from('\n')]), 'not-canonical'],
    ['white space', Buffer.from(JSON.stringify(JSON.parse(text), null, 1)), 'not-canonical'],
    ['a byte order mark', Buffer.concat([Buffer.from('\ufeff'), document]), 'not-canonical'],
    ['an array', Buffer.from('[]'), 'not-canonical'],
    ['nothing', Buffer.alloc(0), 'not-canonical'],
  ])('%s', (_, bytes, fault) => {
    expect(verifyManifest(trusted, bytes)).toEqual({ genuine: false, fault });
  });

  it('when no key is trusted, though it carries a public key', () => {
    const carrying = signManifest(ring, { ...manifest, public_key: exportPublicKeys(ring).toString() });
    expect(verifyManifest([], carrying)).toEqual({ genuine: false, fault: 'key-unknown' });
  });

  it('when any byte is changed', () => {
    for (let at = 0; at < document.length; at += 1) {
      const flipped = Buffer.from(document);
      flipped[at]! ^= 1;
      expect(verifyManifest(trusted, flipped).genuine).toBe(false);
    }
  });
});

describe('public keys', () => {
  it('travel in a file and verify as before; nothing private is in it', () => {
    const file = exportPublicKeys(rotated(ring, 'manifest', 'lookup'));
    const keys = parsePublicKeys(file);
    expect(keys).toHaveLength(2);
    expect(keys.every(({ key }) => key.type === 'public')).toBe(true);
    expect(verifyManifest(keys, document).genuine).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['another document', '{"keys":[]}'],
    ['no key', '{"ring":"r","keys":[{"id":"k","public_key":"AAAA"}]}'],
    [
      'a key of another kind',
      JSON.stringify({
        ring: 'r',
        keys: [
          {
            id: 'k',
            public_key: generateKeyPairSync('x25519')
              .publicKey.export({ type: 'spki', format: 'der' })
              .toString('base64url'),
          },
        ],
      }),
    ],
  ])('are refused in a file with %s', (_, text) => {
    expect(codeOf(() => parsePublicKeys(Buffer.from(text)))).toBe('invalid-value');
  });
});
