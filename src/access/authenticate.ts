// Turns an Authorization header into a caller, or says why not.
import { SluiceError } from '../errors.ts';
import type { Actor, KeyRole, Scope } from '../model/actor.ts';
import { readKey, secretMatches } from './api-key.ts';
import { ROLE_SCOPES } from './roles.ts';

export interface Caller {
  readonly keyId: string;
  readonly role: KeyRole;
  readonly scopes: ReadonlySet<Scope>;
  /** Public ids of the senders whose releases alone it may read; null for all. */
  readonly senders: readonly string[] | null;
  readonly actor: Actor;
}

/**
 * Whether only what everybody may know answers this caller: a page, or a form's server with a key narrowed to
 * what it needs.
 */
export function isStranger({ scopes }: Pick<Caller, 'scopes'>): boolean {
  return !scopes.has('people:read');
}

/** A stored key as this room needs it. */
export interface StoredKey {
  readonly id: string;
  readonly name: string;
  readonly role: KeyRole;
  readonly scopes: readonly Scope[];
  readonly origins: readonly string[];
  readonly senderIds: readonly string[];
  readonly secretSha256: Uint8Array;
  readonly personId: string | null;
  readonly inForce: boolean;
}

export type FindKey = (id: string) => Promise<StoredKey | null>;

/**
 * The caller behind a key. `origin` is the request's Origin header; a publishable key needs an exact match.
 *
 * @throws SluiceError `key-missing`, `key-invalid`, `origin-refused`.
 */
export async function authenticate(
  authorization: string | undefined,
  origin: string | undefined,
  findKey: FindKey,
): Promise<Caller> {
  const [, text] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  if (!text) throw new SluiceError('key-missing');
  const parts = readKey(text);
  const stored = parts ? await findKey(parts.id) : null;
  if (!parts || !stored || !secretMatches(parts.secret, stored.secretSha256) || !stored.inForce) {
    throw new SluiceError('key-invalid');
  }
  const publishable = stored.role === 'publishable';
  if (publishable !== parts.publishable) throw new SluiceError('key-invalid');
  if (publishable && !(origin && stored.origins.includes(origin))) throw new SluiceError('origin-refused');
  const allowed = new Set(ROLE_SCOPES[stored.role]);
  return {
    keyId: stored.id,
    role: stored.role,
    scopes: new Set(stored.scopes.filter((scope) => allowed.has(scope))),
    senders: stored.senderIds.length > 0 ? stored.senderIds : null,
    actor: { name: `key:${stored.name}`, personId: stored.personId },
  };
}
