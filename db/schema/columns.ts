// Column types and column groups that several tables share.
import { sql } from 'drizzle-orm';
import { customType, smallint, timestamp } from 'drizzle-orm/pg-core';

/** Raw bytes: sealed text, keyed hashes and packed arrays. */
export const bytea = customType<{ data: Buffer; driverData: Buffer }>({
  dataType: () => 'bytea',
});

/** An instant in UTC; the database's clock is the only one that decides. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });

/** The three blind indexes of an address, written when the row is made: nothing can be computed later. */
export const addressKeys = () => ({
  addressKey: bytea('address_key').notNull(),
  foldedKey: bytea('folded_key').notNull(),
  domainKey: bytea('domain_key').notNull(),
  /** Version of the normal form behind the keys. */
  keyVersion: smallint('key_version').notNull(),
});

const xid8 = customType<{ data: string; driverData: string }>({ dataType: () => 'xid8' });

/**
 * The transaction that made the row. A sequence is no high-water mark, because numbers commit out of order;
 * whether a snapshot saw the row is asked of PostgreSQL.
 */
export const madeIn = () => xid8('made_in').notNull().default(sql`pg_current_xact_id()`);

/** The transaction that changed the row last; a trigger writes it, so that no writer can forget. */
export const changedIn = () => xid8('changed_in');
