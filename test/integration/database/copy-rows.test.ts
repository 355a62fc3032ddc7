// A COPY that the server refuses comes back, and leaves its connection as good as new.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool, type Pool } from '../../../db/connect.ts';
import { copyRows } from '../../../db/copy.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let pool: Pool;
let watcher: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool({ url: database.ownerUrl, applicationName: 'copy test', max: 3 });
  watcher = openPool({ url: database.ownerUrl, applicationName: 'watcher', max: 1 });
  await pool.sql`CREATE TABLE numbers (n int NOT NULL CHECK (n >= 0), note bytea)`;
});
afterAll(async () => {
  await pool.close();
  await watcher.close();
  await database.drop();
});

/** One row in the binary format: a field count, then each field with its length. */
function row(n: number, note: Uint8Array): Buffer {
  const head = Buffer.alloc(14);
  head.writeInt16BE(2, 0);
  head.writeInt32BE(4, 2);
  head.writeInt32BE(n, 6);
  head.writeInt32BE(note.length, 10);
  return Buffer.concat([head, note]);
}

const copyInTransaction = (parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, deadlineMs?: number) =>
  pool.sql.begin((held) => copyRows(held, 'numbers (n, note)', parts, deadlineMs));

async function sessionsLeftBehind(): Promise<string[]> {
  const rows = await watcher.sql<{ state: string }[]>`
    SELECT state FROM pg_stat_activity
    WHERE application_name = 'copy test' AND datname = current_database() AND state <> 'idle'`;
  return rows.map(({ state }) => state);
}

it('rows that fit are there after the commit', async () => {
  const note = Buffer.alloc(100_000, 7);
  await copyInTransaction(Array.from({ length: 40 }, (_, n) => row(n, note)));
  const [sum] = await pool.sql`SELECT count(*)::int AS n, sum(octet_length(note))::int AS bytes FROM numbers`;
  expect(sum).toEqual({ n: 40, bytes: 4_000_000 });
});

describe('T10 · a COPY that the server refuses never comes back', () => {
  const REFUSED: [string, string, () => Iterable<Uint8Array>][] = [
    ['a check constraint', '23514', () => [row(-1, Buffer.of(1))]],
    ['bytes that are no rows', '22P04', () => [Buffer.from('Roe,1961-04-03,ann@clinic.example\n')]],
    [
      'a row that breaks long after the first',
      '23514',
      () => Array.from({ length: 400 }, (_, n) => row(n === 399 ? -1 : n, Buffer.alloc(10_000))),
    ],
  ];

  it.each(REFUSED)('rejects within 5 s for %s', async (_, code, parts) => {
    const started = performance.now();
    await expect(copyInTransaction(parts())).rejects.toMatchObject({ code });
    expect(performance.now() - started).toBeLessThan(5000);
    expect(await sessionsLeftBehind()).toEqual([]);
  });

  it('rejects within 5 s for a table that is not there', async () => {
    const copying = pool.sql.begin((held) => copyRows(held, 'nowhere (n)', [row(1, Buffer.of(1))]));
    await expect(copying).rejects.toMatchObject({ code: '42P01' });
    expect(await sessionsLeftBehind()).toEqual([]);
  });

  it('rejects when the rows cannot be made, and nothing is stored', async () => {
    async function* parts() {
      yield row(1000, Buffer.of(1));
      await sleep(10);
      throw new Error('no more rows');
    }
    await expect(copyInTransaction(parts())).rejects.toThrow('no more rows');
    expect(await pool.sql`SELECT n FROM numbers WHERE n = 1000`).toEqual([]);
    expect(await sessionsLeftBehind()).toEqual([]);
  });

  it('rejects at its deadline when the rows never end', async () => {
    async function* parts() {
      yield row(1001, Buffer.of(1));
      await new Promise(() => {});
    }
    await expect(copyInTransaction(parts(), 300)).rejects.toMatchObject({ code: 'database-unavailable' });
    expect(await sessionsLeftBehind()).toEqual([]);
  });

  it('fifty refusals in a row leave the pool usable', async () => {
    for (let at = 0; at < 50; at += 1) {
      await expect(copyInTransaction([row(-1, Buffer.of(1))])).rejects.toMatchObject({ code: '23514' });
    }
    expect(await sessionsLeftBehind()).toEqual([]);
    await copyInTransaction([row(2000, Buffer.of(1))]);
    const answers = await Promise.all(
      [1, 2, 3].map(async (n) => (await pool.sql`SELECT ${n}::int AS n, pg_sleep(0.05)::text`)[0]?.['n']),
    );
    expect(answers).toEqual([1, 2, 3]);
  });

  it('says when the connection goes away under it', async () => {
    async function* parts() {
      yield row(3000, Buffer.of(1));
      await watcher.sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'copy test' AND state <> 'idle'`;
      for (let n = 3001; n < 3100; n += 1) {
        await sleep(5);
        yield row(n, Buffer.alloc(50_000));
      }
    }
    await expect(copyInTransaction(parts())).rejects.toThrow();
    const looks = () =>
      [1, 2, 3].map(async () => pool.sql`SELECT n, pg_sleep(0.05)::text FROM numbers WHERE n >= 3000`);
    // The driver keeps the last word of a lost connection for whoever uses it next.
    await Promise.allSettled(looks());
    expect(await Promise.all(looks())).toEqual([[], [], []]);
  });
});
