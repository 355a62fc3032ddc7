// Audit events: one an act, inserted in the act's own transaction.
import { count, sql } from 'drizzle-orm';
import type { Actor } from '../../src/model/actor.ts';
import type { Orm } from '../connect.ts';
import { one } from '../rows.ts';
import { auditEvents } from '../schema/audit.ts';

export interface AuditEvent {
  /** `noun.verb`. */
  readonly act: string;
  /** Public id of what was acted on; null for the installation itself. */
  readonly object: string | null;
  /** Canonical JSON text made of ids, counts and codes. */
  readonly details: string;
}

/** One look at the database's clock. */
export interface DatabaseClock {
  readonly now: Date;
  /** An event is dated after `now`: the clock was set back. */
  readonly isBehindEvents: boolean;
}

/** What one person did within a span of time. */
export interface RecentActs {
  readonly count: number;
  /** Seconds until the first of them is outside the span; 0 when there is none. */
  readonly firstEndsSeconds: number;
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

    async clock(): Promise<DatabaseClock> {
      // The column holds milliseconds: an event may be dated half of one ahead.
      const found = await orm.execute<{ now: string; behind: boolean }>(sql`
        SELECT clock_timestamp()::text AS now,
          coalesce(max(at) > clock_timestamp() + interval '1 millisecond', false) AS behind FROM audit_events`);
      const { now, behind } = one(found);
      return { now: new Date(now), isBehindEvents: behind };
    },

    /**
     * Counts what a person did of late, over all of their keys; of one person one transaction at a time counts,
     * so that what it then adds is counted by the next.
     */
    async recentActs(
      { name, personId }: Actor,
      acts: readonly string[],
      seconds: number,
    ): Promise<RecentActs> {
      const who = personId ?? name;
      await orm.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`sluice acts ${who}`}, 0))`);
      const found = await orm.execute<{ n: number; ends: number }>(sql`
        SELECT count(*)::int AS n,
          coalesce(ceil(extract(epoch FROM min(at) - now()) + ${seconds}), 0)::int AS ends
        FROM audit_events
        WHERE at > now() - make_interval(secs => ${seconds})
          AND act IN (${sql.join(
            acts.map((act) => sql`${act}`),
            sql`, `,
          )})
          AND coalesce(person_id::text, actor) = ${who}`);
      const { n, ends } = one(found);
      return { count: n, firstEndsSeconds: ends };
    },
  };
}
