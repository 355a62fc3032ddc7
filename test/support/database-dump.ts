// Everything that stands in a database, table by table: bytes as they are and as hex, all else as text.
import type { Pool } from '../../db/connect.ts';

export interface DumpedTable {
  /** `public.lists` */
  readonly name: string;
  readonly rows: number;
  /** A `bytea` stands here twice: as it is, and in hex as `pg_dump` prints it. */
  readonly values: readonly Buffer[];
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
    const values = rows.flatMap((row) => row.flatMap((value: unknown) => formsOf(value)));
    yield { name: `${schema}.${name}`, rows: rows.length, values };
  }
}

function formsOf(value: unknown): Buffer[] {
  if (value === null) return [];
  if (!(value instanceof Uint8Array)) return [Buffer.from(String(value))];
  const bytes = Buffer.from(value);
  return [bytes, Buffer.from(`\\x${bytes.toString('hex')}`)];
}
