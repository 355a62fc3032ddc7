// Each key of a ring as it may be written anywhere: raw, hex, base64, base64url, wherever it begins.
import { createPrivateKey } from 'node:crypto';
import { type KeyRing, rawKey } from '../../src/vault/key-ring.ts';
import { base64Forms, type LeakPattern } from './leak-scan.ts';

/** Patterns of the 32 bytes of every key, of the signing key its seed. */
export function keyPatterns(ring: KeyRing): LeakPattern[] {
  return Object.values(ring.keys)
    .flat()
    .flatMap(({ purpose, id, key }) => {
      const named = `${purpose} key ${id}`;
      const raw = purpose === 'manifest' ? seedOf(rawKey(key)) : rawKey(key);
      const hex = raw.toString('hex');
      const text = (name: string, form: string, anyCase = false): LeakPattern => ({
        name: `${named} as ${name}`,
        bytes: Buffer.from(form),
        anyCase,
      });
      return [
        { name: `${named} raw`, bytes: raw, anyCase: false },
        text('hex', hex, true),
        ...base64Forms(raw).map((form) => text('base64', form)),
      ];
    });
}

/** Seed of an Ed25519 key (RFC 8032 5.1.5). */
function seedOf(der: Buffer): Buffer {
  const { d = '' } = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' });
  return Buffer.from(d, 'base64url');
}
