// The database as the rest of Sluice sees it: repositories, alone or together in one transaction.
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import type { Sql, TransactionSql } from 'postgres';
import { type Orm, openPool, type Pool } from './connect.ts';
import { jobDatabase, jobDatabaseIn } from './job-database.ts';
import { apiKeyRepository } from './repositories/api-keys.ts';
import { auditRepository } from './repositories/audit-events.ts';
import { consentRepository } from './repositories/consents.ts';
import { domainRepository } from './repositories/domains.ts';
import { historyRepository } from './repositories/history.ts';
import { importRepository } from './repositories/imports.ts';
import { chunkRepository } from './repositories/list-chunks.ts';
import { listRepository } from './repositories/lists.ts';
import { localDomainRepository } from './repositories/local-domains.ts';
import { type ReleaseSnapshot, releaseSnapshot } from './repositories/release-snapshot.ts';
import { releaseRepository } from './repositories/releases.ts';
import { suppressionRepository } from './repositories/suppressions.ts';
import { vaultRepository } from './repositories/vault.ts';
import { waitingDomainRepository } from './repositories/waiting-domains.ts';

function repositoriesOn(orm: Orm) {
  return {
    apiKeys: apiKeyRepository(orm),
    audit: auditRepository(orm),
    chunks: chunkRepository(orm),
    consents: consentRepository(orm),
    domains: domainRepository(orm),
    history: historyRepository(orm),
    imports: importRepository(orm),
    lists: listRepository(orm),
    localDomains: localDomainRepository(orm),
    releases: releaseRepository(orm),
    suppressions: suppressionRepository(orm),
    vault: vaultRepository(orm),
    waiting: waitingDomainRepository(orm),
    /** Lets a job be sent in this transaction. */
    jobs: jobDatabaseIn(orm),
  };
}

export type Repositories = ReturnType<typeof repositoriesOn>;

export interface Database extends Repositories {
  /** All or nothing: what `work` does through its repositories commits together. */
  transaction<T>(work: (tx: Repositories) => Promise<T>): Promise<T>;
  /** All reads see one instant (REPEATABLE READ), and what is written commits together. */
  snapshot<T>(work: (tx: Repositories, snapshot: ReleaseSnapshot) => Promise<T>): Promise<T>;
  /** The database's clock. */
  now(): Promise<Date>;
  /** For the job engine. */
  readonly jobConnection: ReturnType<typeof jobDatabase>;
  readonly pool: Pool;
  close(): Promise<void>;
}

/** Opens a pool and puts the repositories on it. */
export function openDatabase(url: string, applicationName: string, max = 10): Database {
  const pool = openPool({ url, applicationName, max });
  return {
    ...repositoriesOn(pool.orm),
    transaction: (work) => pool.orm.transaction((tx) => work(repositoriesOn(tx))),
    snapshot: (work) =>
      pool.sql.begin('isolation level repeatable read', (held) =>
        work(repositoriesOn(ormOn(held, pool)), releaseSnapshot(held)),
      ) as ReturnType<typeof work>,
    async now() {
      const rows = await pool.orm.execute<{ now: string }>(sql`SELECT clock_timestamp()::text AS now`);
      return new Date(rows[0]?.now ?? Number.NaN);
    },
    jobConnection: jobDatabase(pool),
    pool,
    close: () => pool.close(),
  };
}

/** The query builder on a transaction of the driver, which COPY and cursors need; it lacks only the options. */
function ormOn(held: TransactionSql, pool: Pool): Orm {
  return drizzle(Object.assign(held, { options: pool.sql.options }) as unknown as Sql);
}
