// Lets the job engine run its statements on our driver, alone or inside a transaction of ours.
import { type SQL, sql } from 'drizzle-orm';
import type { Orm, Pool } from './connect.ts';

/** What the job engine needs of a database. */
export interface JobDatabase {
  // biome-ignore lint/suspicious/noExplicitAny: the engine's own interface says any
  executeSql(text: string, values?: unknown[]): Promise<{ rows: any[] }>;
}

/** The engine's statements inside the transaction `tx`: a job is sent if and only if `tx` commits. */
export function jobDatabaseIn(tx: Orm): JobDatabase {
  return {
    async executeSql(text, values = []) {
      return { rows: [...(await tx.execute(bind(text, values)))] };
    },
  };
}

/** The engine's own connection, with LISTEN, so that a job is fetched the moment it is sent. */
export function jobDatabase(pool: Pool) {
  const single = jobDatabaseIn(pool.orm);
  return {
    executeSql(text: string, values?: unknown[]) {
      const script = SCRIPT.exec(text)?.[1];
      return script === undefined ? single.executeSql(text, values) : runScript(pool, script);
    },
    async listen(channel: string, onNotification: (payload: string) => void, onReconnect: () => void) {
      const listener = await pool.sql.listen(channel, onNotification, onReconnect);
      return { close: () => listener.unlisten() };
    },
  };
}

/** A script of several statements with its own BEGIN and COMMIT, whose place ours take. */
const SCRIPT = /^\s*BEGIN;([\s\S]*)COMMIT;\s*$/;

async function runScript(pool: Pool, script: string): Promise<{ rows: unknown[] }> {
  const answers = await pool.sql.begin((held) => held.unsafe(script));
  return { rows: answers.flat() };
}

/** Turns the engine's own `$1` text into a statement with bound parameters; no value enters the text. */
function bind(text: string, values: readonly unknown[]): SQL {
  const parts = text.split(/\$(\d+)/);
  return sql.join(
    parts.map((part, at) => (at % 2 === 0 ? sql.raw(part) : parameter(values[Number(part) - 1]))),
  );
}

/** The driver under drizzle takes dates and JSON as text. */
function parameter(value: unknown): SQL {
  if (value instanceof Date) return sql`${value.toISOString()}`;
  const isDocument =
    typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
  return sql`${sql.param(isDocument ? JSON.stringify(value) : value)}`;
}
