// Several processes share one home's server, and a server or a process that was killed harms nobody.
import { spawn } from 'node:child_process';
import { existsSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { openPool } from '../../../db/connect.ts';
import { acquireLocalPostgres, type LocalPostgres } from '../../../db/local-postgres.ts';
import { gone, HOLD_POSTGRES, placeOf, runProgram, serversOn, useHome } from '../../support/homes.ts';

async function answer({ appUrl }: LocalPostgres): Promise<unknown> {
  const pool = openPool({ url: appUrl, applicationName: 'test', max: 1 });
  try {
    const [row] = await pool.sql`SELECT 42 AS answer`;
    return row?.['answer'];
  } finally {
    await pool.close();
  }
}

it('processes that start at once agree on one server, and the last to leave stops it', async () => {
  const home = await useHome();
  const programs = [1, 2, 3].map(() => runProgram(HOLD_POSTGRES, [home]));
  const urls = await Promise.all(programs.map((program) => program.line()));
  expect(new Set(urls).size).toBe(1);
  expect(urls[0]).toMatch(/^ready /);
  const { data } = await placeOf(home);
  const servers = serversOn(data);
  expect(servers).toHaveLength(1);

  const [first, ...others] = programs;
  first?.leave();
  expect(await first?.line()).toBe('released');
  expect(serversOn(data)).toEqual(servers);

  // All at once: each could take the others for staying, or leave the server to them.
  for (const program of others) program.leave();
  expect(await Promise.all(others.map((program) => program.line()))).toEqual(['released', 'released']);
  expect(serversOn(data)).toEqual([]);
});

it('a server whose process was killed is adopted by the next', async () => {
  const home = await useHome();
  const program = runProgram(HOLD_POSTGRES, [home]);
  await program.line();
  const { data } = await placeOf(home);
  const servers = serversOn(data);
  program.child.kill('SIGKILL');

  const next = await acquireLocalPostgres({ home });
  expect(serversOn(data)).toEqual(servers);
  expect(await answer(next)).toBe(42);
  await next.release();
  expect(serversOn(data)).toEqual([]);
});

it('a server that was killed starts again over its stale pid file and socket', async () => {
  const home = await useHome();
  const program = runProgram(HOLD_POSTGRES, [home]);
  await program.line();
  const { data, socket } = await placeOf(home);
  // First the program, or it would start the server again itself.
  program.child.kill('SIGKILL');
  for (const pid of serversOn(data)) process.kill(pid, 'SIGKILL');
  await gone(() => serversOn(data).length === 0);
  expect(existsSync(join(data, 'postmaster.pid'))).toBe(true);
  expect(existsSync(join(socket, '.s.PGSQL.5432'))).toBe(true);

  const next = await acquireLocalPostgres({ home });
  expect(await answer(next)).toBe(42);
  await next.release();
});

it('a stale pid file whose number is now an unrelated program of the same user is no hindrance', async () => {
  const home = await useHome();
  await (await acquireLocalPostgres({ home })).release();
  const { data } = await placeOf(home);
  const { uid, gid } = statSync(data);
  const unrelated = spawn('/bin/sleep', ['60'], { uid, gid, stdio: 'ignore' });
  onTestFinished(() => void unrelated.kill('SIGKILL'));
  const pidFile = join(data, 'postmaster.pid');
  writeFileSync(pidFile, `${unrelated.pid}\n${data}\n`);
  const longAgo = Date.now() / 1000 - 60;
  utimesSync(pidFile, longAgo, longAgo);

  const next = await acquireLocalPostgres({ home });
  expect(await answer(next)).toBe(42);
  await next.release();
  expect(unrelated.exitCode).toBeNull();
});

it('a server that is ending is awaited', async () => {
  const home = await useHome();
  const program = runProgram(HOLD_POSTGRES, [home]);
  await program.line();
  const { data } = await placeOf(home);
  const [pid = 0] = serversOn(data);
  program.child.kill('SIGKILL');
  process.kill(pid, 'SIGINT');

  const next = await acquireLocalPostgres({ home });
  expect(await answer(next)).toBe(42);
  expect(serversOn(data)).not.toContain(pid);
  await next.release();
});

it('a server that dies under its user comes back by itself, and is stopped by the user all the same', async () => {
  const home = await useHome();
  const server = await acquireLocalPostgres({ home });
  const { data } = await placeOf(home);
  for (const pid of serversOn(data)) process.kill(pid, 'SIGKILL');
  await gone(() => serversOn(data).length === 0);
  await expect(answer(server)).rejects.toThrow();
  await gone(() => serversOn(data).length > 0);
  await expect.poll(() => answer(server).catch(() => null), { timeout: 10_000 }).toBe(42);
  await server.release();
  expect(serversOn(data)).toEqual([]);
});

it('a user that leaves while its server is dead does not bring it back', async () => {
  const home = await useHome();
  const server = await acquireLocalPostgres({ home });
  const { data } = await placeOf(home);
  for (const pid of serversOn(data)) process.kill(pid, 'SIGKILL');
  await gone(() => serversOn(data).length === 0);
  await server.release();
  await sleep(2500);
  expect(serversOn(data)).toEqual([]);
});
