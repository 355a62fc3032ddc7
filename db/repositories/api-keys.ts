// Persons and the API keys that act for them.
import { asc, eq, sql } from 'drizzle-orm';
import type { KeyRole, Scope } from '../../src/model/actor.ts';
import type { Orm } from '../connect.ts';
import { one } from '../rows.ts';
import { apiKeys, persons } from '../schema/people.ts';

export type ApiKeyRow = Omit<typeof apiKeys.$inferSelect, 'role' | 'scopes'> & {
  readonly role: KeyRole;
  readonly scopes: Scope[];
};
export type NewApiKey = Omit<ApiKeyRow, 'createdAt' | 'revokedAt'>;

export function apiKeyRepository(orm: Orm) {
  return {
    async insert(key: NewApiKey): Promise<void> {
      await orm.insert(apiKeys).values(key);
    },

    /** The key, whatever its state, and whether it is in force by the database's clock. */
    async find(id: string): Promise<(ApiKeyRow & { inForce: boolean }) | null> {
      const found = await orm
        .select({
          key: apiKeys,
          inForce: sql<boolean>`${apiKeys.revokedAt} IS NULL AND ${apiKeys.expiresAt} > now()`,
        })
        .from(apiKeys)
        .where(eq(apiKeys.id, id));
      const [first] = found;
      return first ? { ...(first.key as ApiKeyRow), inForce: first.inForce } : null;
    },

    async list(): Promise<ApiKeyRow[]> {
      return (await orm.select().from(apiKeys).orderBy(asc(apiKeys.createdAt))) as ApiKeyRow[];
    },

    /** True when a key of that name was in force. */
    async revoke(name: string): Promise<boolean> {
      const revoked = await orm
        .update(apiKeys)
        .set({ revokedAt: sql`now()` })
        .where(sql`${apiKeys.name} = ${name} AND ${apiKeys.revokedAt} IS NULL`)
        .returning({ id: apiKeys.id });
      return revoked.length > 0;
    },

    /** The person of that user name, made when absent. */
    async ensurePerson(name: string): Promise<string> {
      const made = await orm
        .insert(persons)
        .values({ name })
        .onConflictDoUpdate({ target: persons.name, set: { name } })
        .returning({ id: persons.id });
      return one(made).id;
    },
  };
}
