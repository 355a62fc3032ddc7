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
  /** User name of the person behind the key. */
  readonly person: string;
}

/** A key lives for a year at most. */
const LIFETIME_DAYS = 365;

/** True for what a browser sends as Origin: scheme, host, and the port where it is not the usual one. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text && /^https?:/.test(text);
}

export function createApiKeys(database: Database) {
  return {
    /**
     * Makes a key and returns its text, which is stored nowhere.
     *
     * @throws SluiceError `invalid-value` for a taken name, a scope beyond the role, a missing or odd origin.
     */
    async create(actor: Actor, request: KeyRequest): Promise<string> {
      const allowed = ROLE_SCOPES[request.role];
      const scopes = request.scopes ?? allowed;
      const beyond = scopes.filter((scope) => !allowed.includes(scope));
      if (beyond.length > 0)
        throw new SluiceError('invalid-value', { detail: `The role may not ${beyond.join(', ')}.` });
      if (request.role === 'publishable' && request.origins.length === 0) {
        throw new SluiceError('invalid-value', { detail: 'A publishable key needs --origin.' });
      }
      if (!request.origins.every(isOrigin)) {
        throw new SluiceError('invalid-value', { detail: 'An origin is written like https://clinic.org.' });
      }
      const key = mintKey(request.role);
      const expiresAt = new Date((await database.now()).getTime() + LIFETIME_DAYS * 86_400_000);
      await database.transaction(async (tx) => {
        const taken = (await tx.apiKeys.list()).some(({ name }) => name === request.name);
        if (taken) throw new SluiceError('invalid-value', { detail: 'There is a key of that name.' });
        const personId = await tx.apiKeys.ensurePerson(request.person);
        await tx.apiKeys.insert({
          id: key.id,
          name: request.name,
          role: request.role,
          scopes: [...scopes],
          origins: [...request.origins],
          secretSha256: key.secretSha256,
          personId,
          origin: 'cli',
          expiresAt,
        });
        await tx.audit.insert(actor, auditEvent('key.create', key.id, { role: request.role, origin: 'cli' }));
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
