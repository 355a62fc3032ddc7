// Audit events: one an act, inserted in the act's own transaction.
import { count } from 'drizzle-orm';
import type { Actor } from '../../src/model/actor.ts';
import type { Orm } from '../connect.ts';
import { auditEvents } from '../schema/audit.ts';

export interface AuditEvent {
  /** `noun.verb`. */
  readonly act: string;
  /** Public id of what was acted on; null for the installation itself. */
  readonly object: string | null;
  /** Canonical JSON text made of ids, counts and codes. */
  readonly details: string;
}

export function auditRepository(orm: Orm) {
  return {
    async insert(actor: Actor, event: AuditEvent): Promise<void> {
      await orm.insert(auditEvents).values({ actor: actor.name, personId: actor.personId, ...event });
    },

    async count(): Promise<number> {
      const found = await orm.select({ n: count() }).from(auditEvents);
      return found[0]?.n ?? 0;
    },
  };
}
