// Opens the connection pools of one process and wraps them for drizzle.
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres, { type Sql } from 'postgres';
import { beginSafely } from './transactions.ts';

export interface ConnectOptions {
  /** `postgres://…`; `?host=/folder` names a socket folder. */
  readonly url: string;
  /** Shows in pg_stat_activity. */
  readonly applicationName: string;
  /** Connections at most. @default 10 */
  readonly max?: number;
}

/** One pool: the query builder, and the driver for COPY, LISTEN and cursors. */
export interface Pool {
  readonly orm: PostgresJsDatabase;
  readonly sql: Sql;
  close(): Promise<void>;
}

/** What a repository function takes: the pool's query builder or a transaction of it. */
export type Orm = Pick<
  PostgresJsDatabase,
  'select' | 'selectDistinct' | 'insert' | 'update' | 'delete' | 'execute'
>;

/** Opens a pool; connections are made when first needed. */
export function openPool({ url, applicationName, max = 10 }: ConnectOptions): Pool {
  const address = new URL(url);
  const folder = address.searchParams.get('host');
  // The driver would send what it does not know to the server as a setting.
  address.searchParams.delete('host');
  const sql = postgres(address.href, {
    max,
    connect_timeout: 5,
    // Seconds between tries to connect: by default they grow to 20, for which a request would hang.
    backoff: () => 0.1,
    idle_timeout: 60,
    // Notices and the query logger are off, because both may quote values.
    onnotice: () => {},
    debug: false,
    ...(folder?.startsWith('/') ? { path: `${folder}/.s.PGSQL.${address.port || 5432}` } : {}),
    connection: { application_name: applicationName, statement_timeout: 600_000 },
  });
  Object.assign(sql, { begin: beginSafely(sql) });
  return { orm: drizzle(sql), sql, close: () => sql.end({ timeout: 5 }) };
}
