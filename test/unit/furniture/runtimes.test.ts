// data/runtimes.json: the executables that are locked, installed and running are the ones that were chosen.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findPostgresPrograms } from '../../../db/postgres/binaries.ts';
import type { Log } from '../../../src/log.ts';
import { changedExecutables, recordedExecutables, watchRuntimes } from '../../../src/runtimes.ts';

const { signal } = new AbortController();
const HERE = `${process.platform}-${process.arch}`;
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  optionalDependencies: Record<string, string>;
};

const programs = findPostgresPrograms();
const node = { name: 'node', path: process.execPath } as const;
const postgres = { name: 'postgres', path: programs.postgres } as const;
const initdb = { name: 'initdb', path: programs.initdb } as const;

/** A copy of PostgreSQL's server that the test may change. */
function copyOfPostgres(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-runtimes-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  copyFileSync(programs.postgres, join(folder, 'postgres'));
  return join(folder, 'postgres');
}

describe('T20 · the lock file that does not lock', () => {
  it.each(recordedExecutables())('$name of $platform is recorded at the version that is pinned', (each) => {
    expect(each.version).toBe(manifest.optionalDependencies[each.package]);
    expect(each.package.endsWith(each.platform)).toBe(true);
  });

  it.each(recordedExecutables().filter(({ platform }) => platform === HERE))(
    '$name as installed has the recorded sum',
    (each) => {
      const bytes = readFileSync(join('node_modules', each.package, each.path));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(each.sha256);
    },
  );

  it('node and PostgreSQL as they run here are the recorded ones', async () => {
    expect(await changedExecutables([node, initdb, postgres], signal)).toEqual([]);
  });

  it('one changed byte is told', async () => {
    const path = copyOfPostgres();
    expect(await changedExecutables([{ name: 'postgres', path }], signal)).toEqual([]);
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect(await changedExecutables([node, { name: 'postgres', path }], signal)).toEqual(['postgres']);
  });

  it('an executable that cannot be read, or that is another one, is told', async () => {
    const absent = { name: 'initdb', path: '/nowhere/initdb' } as const;
    const swapped = { name: 'node', path: programs.postgres } as const;
    expect(await changedExecutables([absent, swapped], signal)).toEqual(['initdb', 'node']);
  });

  it('a look that is ended tells nothing', async () => {
    const warned: string[] = [];
    const log: Log = { debug() {}, info() {}, warn: (event) => void warned.push(event), error() {} };
    await watchRuntimes({ databaseUrl: 'postgres://elsewhere/sluice', dbUser: undefined }, log).close();
    expect(warned).toEqual([]);
  });
});
