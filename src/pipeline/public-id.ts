// Opaque ids for URLs: a kind and 128 random bits, so that they tell no volume and cannot be guessed.
import { randomBytes } from 'node:crypto';

export type PublicIdKind = 'lst' | 'snd' | 'rel' | 'sup' | 'con' | 'imp';

export function publicId(kind: PublicIdKind): string {
  return `${kind}_${randomBytes(16).toString('hex')}`;
}
