// When the own PostgreSQL cannot start, the operator is told why and what to do.
import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acquireLocalPostgres } from '../../../db/local-postgres.ts';
import { IS_ROOT, placeOf, STRANGER, useFolder, useHome } from '../../support/homes.ts';
import { runSluice } from '../cli/run-sluice.ts';

describe('a start that cannot be', () => {
  it('names the home that is a file', async () => {
    const home = join(await useFolder(), 'home');
    writeFileSync(home, '');
    const run = await runSluice(['keys', 'list'], { environment: { SLUICE_HOME: home } });
    expect(run).toMatchObject({ code: 3, stdout: '' });
    expect(run.stderr).toBe(
      `sluice: database-start-failed: A folder of this installation cannot be used (EEXIST): ${home}.\n`,
    );
  });

  it('names the home that lies below a file', async () => {
    const file = join(await useFolder(), 'file');
    writeFileSync(file, '');
    await expect(acquireLocalPostgres({ home: join(file, 'home') })).rejects.toMatchObject({
      code: 'database-start-failed',
      message: expect.stringContaining('ENOTDIR'),
    });
  });

  it.runIf(IS_ROOT)('names the setting whose user does not exist', async () => {
    const home = await useHome();
    const environment = { SLUICE_HOME: home, SLUICE_DB_USER: 'nobody-of-that-name' };
    const run = await runSluice(['keys', 'list'], { environment });
    expect(run).toMatchObject({ code: 3, stdout: '' });
    expect(run.stderr).toBe(
      'sluice: database-start-failed: SLUICE_DB_USER names no ordinary user of this machine.\n',
    );
  });

  it.runIf(IS_ROOT)('names the user that data of an earlier start belong to', async () => {
    const home = await useHome();
    const server = await acquireLocalPostgres({ home });
    await server.release();
    const { data } = await placeOf(home);
    for (const path of [data, join(data, 'PG_VERSION')]) chownSync(path, STRANGER.uid, STRANGER.gid);
    await expect(acquireLocalPostgres({ home })).rejects.toMatchObject({
      code: 'database-start-failed',
      message: expect.stringMatching(/belong to another system user \(uid 12345\).*SLUICE_DB_USER/),
    });
  });

  it('names the log when the server never gets ready', async () => {
    const home = await useHome();
    const server = await acquireLocalPostgres({ home });
    await server.release();
    const { data, log } = await placeOf(home);
    writeFileSync(join(data, 'postgresql.conf'), 'nonsense = of a setting\n');
    await expect(acquireLocalPostgres({ home, startTimeoutMs: 1500 })).rejects.toMatchObject({
      code: 'database-start-failed',
      message: expect.stringContaining(log),
    });
  });
});
