// Everything that stands in a database, table by table: bytes as they are and as hex, all else as text.
import type { Pool } from '../../db/connect.ts';

export interface DumpedTable {
  /** `public.lists` */
  readonly name: string;
  readonly rows: number;
  readonly bytes: Buffer;
}

/** Dumps every table of the schemas that Sluice and its job engine use; for the owner's role. */
export async function* dumpTables({ sql }: Pool): AsyncGenerator<DumpedTable> {
  const tables = await sql<{ schema: string; name: string; columns: string[]; types: string[] }[]>`
    SELECT table_schema AS schema, table_name AS name,
      array_agg(column_name::text ORDER BY ordinal_position) AS columns,
      array_agg(data_type::text ORDER BY ordinal_position) AS types
    FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema IN ('public', 'pgboss', 'drizzle') AND table_type = 'BASE TABLE'
    GROUP BY 1, 2 ORDER BY 1, 2`;
  for (const { schema, name, columns, types } of tables) {
    const wanted = columns.map((column, at) => {
      const quoted = `"${column.replaceAll('"', '""')}"`;
      return types[at] === 'bytea' ? quoted : `${quoted}::text`;
    });
    const rows = await sql.unsafe(`SELECT ${wanted.join(', ')} FROM "${schema}"."${name}"`).values();
    const parts = rows.flatMap((row) => row.flatMap((value: unknown) => partsOf(value)));
    yield { name: `${schema}.${name}`, rows: rows.length, bytes: Buffer.concat(parts) };
  }
}

const GAP = Buffer.from('\n');

function partsOf(value: unknown): Buffer[] {
  if (value === null) return [];
  if (value instanceof Uint8Array)
    return [Buffer.from(value), GAP, Buffer.from(`\\x${Buffer.from(value).toString('hex')}`), GAP];
  return [Buffer.from(String(value)), GAP];
}
