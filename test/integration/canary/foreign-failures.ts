// Failures of other people's code, each provoked for real, whose error holds a marked text.
import { readFile } from 'node:fs/promises';
import { sql } from 'drizzle-orm';
import iconv from 'iconv-lite';
import { z } from 'zod';
import type { Database } from '../../../db/database.ts';

type Provoke = (marker: string, database: Database) => unknown;

const inDatabase =
  (statement: (marker: string) => ReturnType<typeof sql>): Provoke =>
  (marker, { pool }) =>
    pool.orm.execute(statement(marker));

/** What fails, and how. */
export const FOREIGN_FAILURES: readonly [string, Provoke][] = [
  ['JSON.parse quotes its text', (marker) => JSON.parse(marker)],
  ['zod names an unknown key', (marker) => z.strictObject({}).parse({ [marker]: 1 })],
  ['zod lists an unknown value', (marker) => z.record(z.enum(['a']), z.any()).parse({ [marker]: 1 })],
  ['URL keeps its input', (marker) => new URL(marker)],
  ['fetch quotes an address with credentials', (marker) => fetch(`http://x:${marker}/`)],
  ['Headers quotes a name', (marker) => new Headers({ [`${marker} `]: 'x' })],
  ['a missing member is named', (marker) => (null as unknown as Record<string, unknown>)[marker]],
  ['a file is named by its path', (marker) => readFile(`/nowhere/${marker}.csv`)],
  ['a module is named', (marker) => import(/* @vite-ignore */ `${marker}/none.ts`)],
  ['RegExp quotes its pattern', (marker) => new RegExp(`(${marker}`)],
  ['Intl quotes a time zone', (marker) => new Intl.DateTimeFormat('en', { timeZone: marker })],
  ['TextDecoder quotes an encoding', (marker) => new TextDecoder(marker)],
  ['iconv quotes an encoding', (marker) => iconv.decode(Buffer.from('x'), marker)],
  ['structuredClone quotes a symbol', (marker) => structuredClone(Symbol(marker))],
  ['an aborted signal carries its reason', (marker) => AbortSignal.abort(new Error(marker)).throwIfAborted()],
  ['an error has members of its own', (marker) => fail(Object.assign(new Error('x'), { row: { marker } }))],
  ['an error has a cause', (marker) => fail(new Error('x', { cause: new Error(marker) }))],
  ['an error has a name', (marker) => fail(Object.assign(new Error('x'), { name: marker, code: marker }))],
  ['errors come together', (marker) => fail(new AggregateError([new Error(marker)], marker))],
  ['what is thrown is a text', (marker) => fail(marker)],
  ['what is thrown is an object', (marker) => fail({ message: marker, toJSON: () => marker })],
  [
    'drizzle holds the parameters of a query',
    inDatabase((marker) => sql`SELECT ${marker} FROM no_such_table`),
  ],
  ['PostgreSQL quotes an id', inDatabase((marker) => sql`SELECT ${marker}::uuid`)],
  ['PostgreSQL quotes a token of JSON', inDatabase((marker) => sql`SELECT ${marker}::jsonb`)],
  ['PostgreSQL quotes a time', inDatabase((marker) => sql`SELECT ${marker}::timestamptz`)],
  ['PostgreSQL quotes a literal', inDatabase((marker) => sql.raw(`SELECT '${marker}'::int`))],
  [
    'PostgreSQL names the values of a unique key',
    (marker, { pool }) =>
      pool.sql.begin(async (held) => {
        await held`CREATE TEMPORARY TABLE seen (address text UNIQUE) ON COMMIT DROP`;
        await held`INSERT INTO seen VALUES (${marker}), (${marker})`;
      }),
  ],
  [
    'PostgreSQL shows the row that a check refuses',
    (marker, { pool }) =>
      pool.sql.begin(async (held) => {
        await held`CREATE TEMPORARY TABLE kept (address text CHECK (address = '')) ON COMMIT DROP`;
        await held`INSERT INTO kept VALUES (${marker})`;
      }),
  ],
  [
    'PostgreSQL gives notice before it raises',
    (marker, { pool }) =>
      pool.sql.unsafe(`DO $$ BEGIN RAISE NOTICE '${marker}'; RAISE EXCEPTION '${marker}'; END $$`),
  ],
  [
    'PostgreSQL quotes a line of COPY',
    (marker, { pool }) =>
      pool.sql.begin(async (held) => {
        await held`CREATE TEMPORARY TABLE copied (n int) ON COMMIT DROP`;
        const statement = held`COPY copied FROM STDIN`;
        const into = await statement.writable();
        Object.assign(statement, { reject: (refusal: Error) => into.destroy(refusal) });
        await new Promise((_, reject) => into.on('error', reject).end(`${marker}\n`));
      }),
  ],
];

function fail(thrown: unknown): never {
  throw thrown;
}
