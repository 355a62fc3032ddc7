// docs/dependencies.md: every package of a product install stands there, with the licence and source that it declares.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { licenceOnDisk } from '../../../.ci/check-licences.ts';
import { readLock } from '../../../.ci/lock-file.ts';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  dependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
};
const names = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.optionalDependencies)];
const rows = Array.from(
  readFileSync('docs/dependencies.md', 'utf8').matchAll(/^\| `(\S+)` \| (\S+) \| (\S+) \| (.+) \|$/gm),
  ([, name = '', licence = '', repository = '', purpose = '']) => ({ name, licence, repository, purpose }),
);

/** `owner/name` of the repository that the installed package names. */
function repositoryOf(name: string): string | undefined {
  const { repository } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')) as {
    repository: string | { url: string };
  };
  const url = typeof repository === 'string' ? repository : repository.url;
  return /([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(url)?.[1];
}

describe('T20 · the lock file that does not lock', () => {
  it('every package that is installed by name is written down once', () => {
    expect(rows.map(({ name }) => name)).toEqual(names);
  });

  it.each(rows)(
    '$name has its licence, its source and its purpose',
    ({ name, licence, repository, purpose }) => {
      const place = `node_modules/${name}`;
      expect(licence).toBe(licenceOnDisk(place) ?? readLock().packages[place]?.license);
      // Packages of another platform are not installed here.
      if (existsSync(place)) expect(repository).toBe(repositoryOf(name));
      expect(purpose.length).toBeGreaterThan(5);
    },
  );
});
