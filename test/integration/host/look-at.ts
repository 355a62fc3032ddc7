// A program that tries to read or list each of its arguments; prints what it was told, one line each.
import { readdir, readFile } from 'node:fs/promises';

for (const path of process.argv.slice(2)) {
  const told = await readdir(path)
    .catch(() => readFile(path))
    .then(
      () => 'read',
      (error: { code?: string }) => error.code,
    );
  process.stdout.write(`${told} ${path}\n`);
}
