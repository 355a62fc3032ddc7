// A program that holds the own PostgreSQL of a home until its standard input ends; says `ready`, `released` or the code.
import { acquireLocalPostgres } from '../../db/local-postgres.ts';

const [home = '', dbUser] = process.argv.slice(2);
try {
  const server = await acquireLocalPostgres({ home, dbUser: dbUser === '' ? undefined : dbUser });
  process.stdout.write(`ready ${server.appUrl}\n`);
  for await (const _ of process.stdin);
  await server.release();
  process.stdout.write('released\n');
} catch (thrown) {
  process.stdout.write(`${(thrown as { message?: string }).message}\n`);
}
