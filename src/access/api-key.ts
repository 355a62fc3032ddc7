// Makes and reads API keys: `sk_<id>_<secret>`, or `pk_…` for a page's source.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyRole } from '../model/actor.ts';

export interface MintedKey {
  readonly id: string;
  /** Shown once, stored nowhere. */
  readonly text: string;
  readonly secretSha256: Buffer;
}

/** A new key: 16 random bytes of id, 32 of secret. */
export function mintKey(role: KeyRole): MintedKey {
  const id = randomBytes(16).toString('hex');
  const secret = randomBytes(32).toString('hex');
  const prefix = role === 'publishable' ? 'pk' : 'sk';
  return { id, text: `${prefix}_${id}_${secret}`, secretSha256: sha256(secret) };
}

const KEY = /^(sk|pk)_([0-9a-f]{32})_([0-9a-f]{64})$/;

/** The parts of a key's text, or null when it cannot be one. */
export function readKey(text: string): { id: string; publishable: boolean; secret: string } | null {
  const [, prefix, id, secret] = KEY.exec(text) ?? [];
  return id && secret ? { id, publishable: prefix === 'pk', secret } : null;
}

/** Compares in constant time. */
export function secretMatches(secret: string, storedSha256: Uint8Array): boolean {
  const given = sha256(secret);
  return given.length === storedSha256.length && timingSafeEqual(given, storedSha256);
}

/** The id in something that looks like a key, in clear or percent-encoded; keys do not belong into URLs. */
export function findKeyId(url: string): string | null {
  const [, id] = /(?:^|[^0-9a-z]|%[0-9a-f]{2})(?:sk|pk)(?:_|%5f)([0-9a-f]{32})(?:_|%5f)/i.exec(url) ?? [];
  return id?.toLowerCase() ?? null;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
