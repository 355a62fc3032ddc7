// Instants that decide come from the database: whoever reads this machine's clock stands here, with the reason.
import { describe, expect, it } from 'vitest';
import { places, sourceFiles } from './source-files.ts';

/** File → what it asks the machine's clock for; by none of it anybody may be mailed. */
const READERS: Readonly<Record<string, string>> = {
  'src/pipeline/clock.ts': 'holds it against the clock of the database',
  'src/compose.ts': 'says when an address was verified',
  'src/compose-reference.ts': 'dates a version of the reference lists',
  'src/compose-standalone.ts': 'says when an address was verified, without a database',
  'src/pipeline/verify-file.ts': 'dates a key ring that is thrown away, without a database',
  'src/cli/release-verify.ts': 'asks whether a proof holds now, where there is no database',
  'db/local-postgres.ts': 'waits for the start of a server',
  'db/postgres/server-process.ts': 'compares with the time of a file of this machine',
};

describe('T16 · a machine whose clock is wrong decides by it', () => {
  it.each(['new Date()', 'Date.now()'])('%s stands only where it decides nothing', (call) => {
    const found = places(sourceFiles('src', 'db', 'workers'), new RegExp(call.replace(/[.()]/g, '\\$&')));
    expect(found.filter((place) => !Object.hasOwn(READERS, place.replace(/:.*/, '')))).toEqual([]);
  });

  it('names no file that does not read it', () => {
    const readers = sourceFiles('src', 'db', 'workers').filter(({ text }) =>
      /new Date\(\)|Date\.now\(/.test(text),
    );
    expect(readers.map(({ path }) => path).sort()).toEqual(Object.keys(READERS).sort());
  });
});
