// Which lists wait for the answer of which domains: their rows are `unknown` until it is there.
import { bigint, integer, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import { domains } from './domains.ts';
import { lists } from './lists.ts';

export const waitingDomains = pgTable(
  'waiting_domains',
  {
    listId: bigint('list_id', { mode: 'number' })
      .notNull()
      .references(() => lists.id, { onDelete: 'cascade' }),
    domainId: integer('domain_id')
      .notNull()
      .references(() => domains.id, { onDelete: 'cascade' }),
  },
  (table) => [primaryKey({ columns: [table.listId, table.domainId] })],
);
