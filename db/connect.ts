// Opens the connection pools of one process and wraps them for drizzle.
import { readFileSync } from 'node:fs';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
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
  const sql = postgres({
    ...destination(new URL(url)),
    max,
    connect_timeout: 5,
    // Seconds between tries to connect: by default they grow to 20, for which a request would hang.
    backoff: () => 0.1,
    idle_timeout: 60,
    // Notices and the query logger are off, because both may quote values.
    onnotice: () => {},
    debug: false,
    connection: { application_name: applicationName, statement_timeout: 600_000 },
  });
  Object.assign(sql, { begin: beginSafely(sql) });
  return { orm: drizzle(sql), sql, close: () => sql.end({ timeout: 5 }) };
}

/**
 * Whom to speak to and as whom, said in full: what is left out the driver takes from PG* variables, and its own
 * reading of `sslmode` trusts any server.
 */
function destination(url: URL) {
  const host = url.hostname;
  const port = Number(url.port || 5432);
  const folder = url.searchParams.get('host');
  return {
    host,
    port,
    ...(folder === null ? {} : { path: `${folder}/.s.PGSQL.${port}` }),
    username: decodeURIComponent(url.username),
    // As a function, so that an empty one is not looked for elsewhere.
    password: () => decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    ssl:
      folder === null && url.searchParams.get('sslmode') === 'verify-full' && tlsTo(host, url.searchParams),
  };
}

/** TLS to a server that proves its name; no variable of Node's or the caller's loosens it. */
function tlsTo(host: string, parameters: URLSearchParams): TlsOptions {
  const authority = parameters.get('sslrootcert') ?? 'system';
  return {
    // The name is checked; the driver itself leaves it out where the host is an IP address.
    host,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ...(authority === 'system' ? {} : { ca: readFileSync(authority) }),
  };
}
