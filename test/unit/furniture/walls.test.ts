// The import walls: every room is tried against every other, and the linter must report what the table forbids.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const STAGES = ['parse', 'score', 'merge', 'consent', 'content', 'intake', 'lookup', 'reference'];
const SERVICES = ['suppression', 'access', 'notify', 'vault', 'audit', 'release'];
const EDGES = ['pipeline', 'http', 'web', 'cli', 'client'];

/** What a file may try to import: the name in the table below, and the file or package behind it. */
const TARGETS: Readonly<Record<string, string>> = {
  model: 'src/model/mailbox.ts',
  ...Object.fromEntries([...STAGES, ...SERVICES, ...EDGES].map((room) => [room, `src/${room}/anything.ts`])),
  'row reader': 'src/intake/row-reader.ts',
  'key file': 'src/vault/key-file.ts',
  errors: 'src/errors.ts',
  config: 'src/config.ts',
  log: 'src/log.ts',
  compose: 'src/compose.ts',
  main: 'src/main.ts',
  repositories: 'db/repositories/lists.ts',
  schema: 'db/schema/lists.ts',
  workers: 'workers/read-chunk.ts',
  'drizzle-orm': 'drizzle-orm',
  'drizzle-orm/pg-core': 'drizzle-orm/pg-core',
  postgres: 'postgres',
  piscina: 'piscina',
  'pg-boss': 'pg-boss',
  'node:fs': 'node:fs',
  'node:fs/promises': 'node:fs/promises',
  'node:dns/promises': 'node:dns/promises',
};

const PURE = ['model', 'errors'];
const NODE = ['node:fs', 'node:fs/promises', 'node:dns/promises'];
const ABOUT_PARSE = [...PURE, 'log', 'parse', ...NODE];
const INSIDE = [...PURE, 'config', 'log', 'compose', ...NODE];

/** The table of docs/architecture.md: a room, and all that it may import beside itself. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  'src/model': [],
  ...Object.fromEntries(
    ['parse', 'score', 'merge', 'consent', 'content'].map((room) => [`src/${room}`, PURE]),
  ),
  'src/intake': [...ABOUT_PARSE, 'row reader'],
  ...Object.fromEntries(
    ['lookup', 'reference', 'suppression', 'access', 'notify'].map((room) => [`src/${room}`, ABOUT_PARSE]),
  ),
  'src/vault': [...PURE, 'log', 'key file', ...NODE],
  'src/audit': [...PURE, 'log', ...NODE],
  'src/release': [...PURE, 'merge', 'consent', 'vault', 'key file', 'audit', 'row reader', ...NODE],
  'src/pipeline': [
    ...[...PURE, 'log', ...STAGES, ...SERVICES, 'row reader', 'key file'],
    ...['repositories', 'workers', 'piscina', 'pg-boss', ...NODE],
  ],
  'src/http': [...INSIDE, 'access', 'client'],
  'src/web': [...INSIDE, 'access', 'client'],
  'src/client': [...INSIDE, 'access'],
  'src/cli': [...INSIDE, 'client', 'main'],
  workers: [
    ...[...PURE, 'parse', 'score', 'reference', 'vault', 'row reader'],
    ...['node:fs', 'node:fs/promises'],
  ],
  db: [...PURE, 'repositories', 'schema', 'drizzle-orm', 'drizzle-orm/pg-core', 'postgres', ...NODE],
};

/** One file for each room, at its top and in a folder of its own, with one import a line. */
const ATTEMPTS = Object.keys(MAY).flatMap((room) => [`${room}/attempt.ts`, `${room}/deeper/attempt.ts`]);
const NAMES = Object.keys(TARGETS);

let folder: string;
let reported: ReadonlySet<string>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-walls-'));
  copyFileSync('biome.json', join(folder, 'biome.json'));
  writeFileSync(join(folder, '.gitignore'), '');
  execFileSync('git', ['init', '--quiet', folder]);
  for (const path of ATTEMPTS) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    const lines = Object.values(TARGETS).map((target) => `import '${specifier(path, target)}';`);
    writeFileSync(join(folder, path), `${lines.join('\n')}\n`);
  }
  reported = lint(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function specifier(from: string, target: string): string {
  if (!target.endsWith('.ts')) return target;
  const way = relative(dirname(from), target);
  return way.startsWith('.') ? way : `./${way}`;
}

/** `path:line` of each import that the linter refuses. */
function lint(cwd: string): ReadonlySet<string> {
  const biome = resolve('node_modules/.bin/biome');
  const flags = ['--only=style/noRestrictedImports', '--reporter=github', '--max-diagnostics=none'];
  const { stdout } = spawnSync(biome, ['lint', ...flags, '.'], { cwd, encoding: 'utf8' });
  const lines = stdout.matchAll(/title=lint\/style\/noRestrictedImports,file=([^,]+),line=(\d+)/g);
  return new Set(Array.from(lines, ([, file, line]) => `${relative(cwd, resolve(cwd, file ?? ''))}:${line}`));
}

describe.each(ATTEMPTS)('%s', (path) => {
  const room = path.replace(/(\/deeper)?\/attempt\.ts$/, '');
  const own = room.slice(room.lastIndexOf('/') + 1);

  it('is refused exactly what the table forbids', () => {
    const refused = NAMES.filter((_, at) => reported.has(`${path}:${at + 1}`));
    const forbidden = NAMES.filter((name) => name !== own && !MAY[room]?.includes(name));
    // Its own folder, named the long way round, may be refused or not: nobody writes that.
    expect(refused.filter((name) => name !== own)).toEqual(forbidden);
  });
});

describe('T3 · the answer to a stranger is made with what Sluice knows about people', () => {
  const PEOPLE = [
    ...['contacts', 'suppressions', 'consents'].map((table) => `db/repositories/${table}.ts`),
    ...['db/database.ts', 'src/merge/decide.ts', 'src/pipeline/people.ts', 'src/vault/blind-index.ts'],
  ];

  it.each([
    'src/http/routes/validate.ts',
    'src/pipeline/validate-address.ts',
    'src/pipeline/form-lookups.ts',
  ])('is refused by the linter in %s', (path) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    const lines = PEOPLE.map((target) => `import '${specifier(path, target)}';`);
    writeFileSync(join(folder, path), `${lines.join('\n')}\n`);
    const refused = [...lint(folder)].filter((place) => place.startsWith(`${path}:`));
    expect(refused.sort()).toEqual(PEOPLE.map((_, at) => `${path}:${at + 1}`));
    rmSync(join(folder, path));
  });
});

it('refuses an import of something that is not at the top of the file', () => {
  const path = join(folder, 'src/score/late.ts');
  const text =
    "export const late = () => import('../vault/key-file.ts');\nexport { x } from '../http/app.ts';\n";
  writeFileSync(path, text);
  expect([...lint(folder)].filter((place) => place.startsWith('src/score/late.ts'))).toHaveLength(2);
});
