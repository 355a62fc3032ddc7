// API keys as the command line makes, lists and revokes them.
import type { Database } from '../../db/database.ts';
import { mintKey } from '../access/api-key.ts';
import { ROLE_SCOPES } from '../access/roles.ts';
import { auditEvent } from '../audit/event.ts';
import { SluiceError } from '../errors.ts';
import type { Actor, KeyRole, Scope } from '../model/actor.ts';

export interface KeyRequest {
  readonly name: string;
  readonly role: KeyRole;
  /** Left out: everything that the role may. */
  readonly scopes?: readonly Scope[] | undefined;
  /** For a publishable key: `https://clinic.org`, exact. */
  readonly origins: readonly string[];
  /** For a key of role `sender`: ids of the senders that it is bound to; left out: all. */
  readonly senders?: readonly string[] | undefined;
  /** Days until it ends, from 1 to 365. @default 365 */
  readonly expiresInDays?: number | undefined;
  /** User name of the person behind the key. */
  readonly person: string;
}

/** A key lives for a year at most (compliance 5.5). */
const LIFETIME_DAYS_MAX = 365;
const DAY_MS = 86_400_000;

/** True for what a browser sends as Origin: scheme, host, and the port where it is not the usual one. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text && /^https?:/.test(text);
}

/** Holds a request against what its role allows. */
function assertFits({ role, scopes = [], origins, senders = [], expiresInDays }: KeyRequest): void {
  const refuse = (detail: string) => new SluiceError('invalid-value', { detail });
  const beyond = scopes.filter((scope) => !ROLE_SCOPES[role].includes(scope));
  if (beyond.length > 0) throw refuse(`The role may not ${beyond.join(', ')}.`);
  if (role === 'publishable' && origins.length === 0) throw refuse('A publishable key needs --origin.');
  if (!origins.every(isOrigin)) throw refuse('An origin is written like https://clinic.org.');
  if (senders.length > 0 && role !== 'sender') throw refuse('Only a key of role sender is bound to senders.');
  const days = expiresInDays ?? LIFETIME_DAYS_MAX;
  if (!Number.isInteger(days) || days < 1 || days > LIFETIME_DAYS_MAX) {
    throw refuse(`A key lives for 1 to ${LIFETIME_DAYS_MAX} days.`);
  }
}

export function createApiKeys(database: Database) {
  return {
    /**
     * Makes a key and returns its text, which is stored nowhere.
     *
     * @throws SluiceError `invalid-value` for a taken name, a scope beyond the role, a missing or odd origin, an
     *   unknown sender, a life of less than a day or more than a year.
     */
    async create(actor: Actor, request: KeyRequest): Promise<string> {
      const { role, origins, senders = [], expiresInDays = LIFETIME_DAYS_MAX } = request;
      assertFits(request);
      const scopes = request.scopes ?? ROLE_SCOPES[role];
      const key = mintKey(role);
      const expiresAt = new Date((await database.now()).getTime() + expiresInDays * DAY_MS);
      await database.transaction(async (tx) => {
        const taken = (await tx.apiKeys.list()).some(({ name }) => name === request.name);
        if (taken) throw new SluiceError('invalid-value', { detail: 'There is a key of that name.' });
        for (const sender of senders) {
          if (await tx.releases.findSender(sender)) continue;
          throw new SluiceError('invalid-value', { detail: 'There is no such sender.' });
        }
        const personId = await tx.apiKeys.ensurePerson(request.person);
        await tx.apiKeys.insert({
          id: key.id,
          name: request.name,
          role,
          scopes: [...scopes],
          origins: [...origins],
          senderIds: [...senders],
          secretSha256: key.secretSha256,
          personId,
          origin: 'cli',
          expiresAt,
        });
        await tx.audit.insert(actor, auditEvent('key.create', key.id, { role, origin: 'cli' }));
      });
      return key.text;
    },

    async list() {
      return database.apiKeys.list();
    },

    /** False when no key of that name is in force. */
    async revoke(actor: Actor, name: string): Promise<boolean> {
      return database.transaction(async (tx) => {
        const revoked = await tx.apiKeys.revoke(name);
        if (revoked) await tx.audit.insert(actor, auditEvent('key.revoke', null));
        return revoked;
      });
    },
  };
}
