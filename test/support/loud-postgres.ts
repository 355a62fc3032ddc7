// Makes the own PostgreSQL of a home log every statement, parameter and error, as a curious operator may.
import { spawnSync } from 'node:child_process';
import { copyPrograms, findPostgresPrograms } from '../../db/postgres/binaries.ts';
import { ROOT_FOLDER } from '../../db/postgres/place.ts';
import { chooseServerUser } from '../../db/postgres/server-user.ts';
import { placeOf } from './homes.ts';

const EVERYTHING = {
  log_statement: 'all',
  log_min_duration_statement: '0',
  log_parameter_max_length: '-1',
  log_parameter_max_length_on_error: '-1',
  log_error_verbosity: 'verbose',
  log_min_error_statement: 'debug5',
  log_min_messages: 'debug1',
};

/**
 * For a server that was made and does not run. The settings are those of all roles, which outrank the switches
 * that the server is started with; only its superuser may write them, whom no client can be.
 */
export async function logEverything(home: string): Promise<void> {
  const [user, place] = [await chooseServerUser(undefined, false), await placeOf(home)];
  const found = findPostgresPrograms();
  const { postgres } = user.switchTo ? await copyPrograms(found, ROOT_FOLDER) : found;
  const statements = Object.entries(EVERYTHING).map(
    ([name, value]) => `ALTER ROLE ALL SET ${name} = '${value}';`,
  );
  const done = spawnSync(postgres, ['--single', '-j', '-D', place.data, 'postgres'], {
    ...(user.switchTo ?? {}),
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    input: `${statements.join('\n\n')}\n\n`,
    encoding: 'utf8',
  });
  if (done.status !== 0 || done.stderr.includes('ERROR')) throw new Error(`It stays quiet: ${done.stderr}`);
}
