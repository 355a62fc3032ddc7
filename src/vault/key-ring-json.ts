// The text of a key ring: what stands in the key file, and what is refused there.
import { createPrivateKey, createSecretKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { SluiceError } from '../errors.ts';
import {
  byPurpose,
  KEY_STATES,
  type KeyPurpose,
  type KeyRing,
  type RingKey,
  rawKey,
  SECRET_BYTES,
} from './key-ring.ts';

const entrySchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/),
  created: z.iso.datetime({ precision: 3 }),
  key: z.string().regex(/^[A-Za-z0-9_-]+$/),
  state: z.enum(KEY_STATES),
});
const entriesSchema = z
  .array(entrySchema)
  .refine((entries) => entries.filter(({ state }) => state === 'active').length === 1);
const ringSchema = z.strictObject({
  ring: z.string().regex(/^[0-9a-f]{32}$/),
  index: entriesSchema,
  lists: entriesSchema,
  records: entriesSchema,
  tokens: entriesSchema,
  manifest: entriesSchema,
  audit: entriesSchema,
});

/**
 * Reads the bytes of a key file.
 * @throws SluiceError `key-ring-mismatch` when they are not a complete ring; never with a value from the file.
 */
export function parseKeyRing(bytes: Uint8Array): KeyRing {
  const parsed = ringSchema.safeParse(parseJson(bytes));
  if (!parsed.success) throw notARing();
  const { ring: id, ...entries } = parsed.data;
  const keys = byPurpose((purpose) =>
    entries[purpose].map((entry) => ({
      purpose,
      id: entry.id,
      created: new Date(entry.created),
      state: entry.state,
      key: keyFromText(purpose, entry.key),
    })),
  );
  assertDistinct(Object.values(keys).flat());
  return { id, keys };
}

/** The bytes of the key file: JSON, two spaces, one newline at the end. */
export function serializeKeyRing(ring: KeyRing): Buffer {
  const entries = byPurpose((purpose) =>
    ring.keys[purpose].map(({ id, created, key, state }) => ({
      id,
      created: created.toISOString(),
      key: rawKey(key).toString('base64url'),
      state,
    })),
  );
  return Buffer.from(`${JSON.stringify({ ring: ring.id, ...entries }, null, 2)}\n`);
}

/** Only one text stands for one key: stray bits after the last base64url digit are refused. */
function keyFromText(purpose: KeyPurpose, text: string): KeyObject {
  const raw = Buffer.from(text, 'base64url');
  try {
    if (raw.toString('base64url') !== text) throw notARing();
    if (purpose === 'manifest') return ed25519Key(raw);
    if (raw.length !== SECRET_BYTES) throw notARing();
    return createSecretKey(raw);
  } finally {
    raw.fill(0);
  }
}

function ed25519Key(der: Buffer): KeyObject {
  try {
    const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // What OpenSSL says of the bytes is not passed on.
  }
  throw notARing();
}

/** A key that stands twice would break the rule that purposes never share one. */
function assertDistinct(keys: readonly RingKey[]): void {
  const ids = new Set(keys.map(({ id }) => id));
  const repeated = keys.some(({ key }, at) => keys.slice(at + 1).some((other) => key.equals(other.key)));
  if (ids.size !== keys.length || repeated) throw notARing();
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // JSON.parse quotes the text, which here is keys.
    return null;
  }
}

function notARing(): SluiceError {
  return new SluiceError('key-ring-mismatch', { detail: 'The key file is not a complete key ring.' });
}
