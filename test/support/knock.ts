// A program that tries to reach a database and to look into a folder; prints what it was told, one line each.
import { readdir } from 'node:fs/promises';
import postgres from 'postgres';

const [socket = '', folder = '', ...users] = process.argv.slice(2);
for (const username of users) {
  const sql = postgres({ path: `${socket}/.s.PGSQL.5432`, username, database: 'sluice', max: 1 });
  const told = await sql`SELECT 1`.then(
    () => 'connected',
    (error: { code?: string }) => error.code,
  );
  process.stdout.write(`${told}\n`);
  await sql.end({ timeout: 1 });
}
const seen = await readdir(folder).then(
  () => 'read',
  (error: { code?: string }) => error.code,
);
process.stdout.write(`${seen}\n`);
