// Small tarballs of the packages that the lists are made of, and an installation whose lists were made of them.
import { cp, mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAuthored } from '../../../src/reference/compile/authored.ts';
import { harvestFiles } from '../../../src/reference/compile/harvest.ts';
import { makeContested, makeLists } from '../../../src/reference/compile/lists.ts';
import { makePublication, publish } from '../../../src/reference/compile/publish.ts';
import { type EntryFormat, PACKAGES } from '../../../src/reference/compile/sources.ts';
import type { SetFolders } from '../../../src/reference/kept-sets.ts';
import { tarball, tarEntry } from './tar-builder.ts';

const ROOT = join(import.meta.dirname, '../../..');
const FIRST_DAY = '2026-01-01';

/** What the packages list on the first day: twenty names each, `duck.com` among the disposable ones. */
export function namesOf(name: string): readonly string[] {
  const feeds = PACKAGES.find((one) => one.name === name)?.feeds;
  if (feeds === 'tlds') return ['com', 'net', 'org', 'uk', 'fr', 'de', 'jp', 'io', 'nl', 'ch'];
  if (feeds === 'roles') return ['info', 'office', 'team'];
  const names = Array.from({ length: 19 }, (_, at) => `${feeds}-${at}-of-${name}.com`);
  return feeds === 'disposable' ? [...names, 'duck.com'] : names;
}

interface Twist {
  readonly version?: string;
  readonly names?: readonly string[];
  /** In place of the entries as the package has them. */
  readonly entryText?: string;
  readonly description?: Readonly<Record<string, unknown>>;
  readonly extra?: readonly Buffer[];
}

/** A tarball as npm has it: package.json, the licence, and the entries with the names. */
export function packageTarball(name: string, twist: Twist = {}): Buffer {
  const recipe = PACKAGES.find((one) => one.name === name);
  if (!recipe) throw new Error('not one of the packages');
  const { version = recipe.version, names = namesOf(name), entryText, description, extra = [] } = twist;
  const about = { name, version, license: recipe.licence, ...description };
  return tarball([
    tarEntry('package/package.json', JSON.stringify(about)),
    ...(recipe.notice === null ? [] : [tarEntry(recipe.notice, `Licence of ${name}.`)]),
    ...recipe.entries.map(({ path, format }) => tarEntry(path, entryText ?? entryOf(format, names))),
    ...extra,
  ]);
}

function entryOf(format: EntryFormat, names: readonly string[]): string {
  switch (format) {
    case 'json':
      return JSON.stringify(names);
    case 'lines':
      return `# head\n${names.join('\n')}\n`;
    case 'json-in-script':
      return `const list = new Set(${JSON.stringify(names)});\nmodule.exports = list;\n`;
    case 'quoted-words':
      return `const list = [\n${names.map((word) => `  '${word}',\n`).join('')}];\n`;
  }
}

export interface SmallInstallation {
  readonly root: string;
  readonly folders: SetFolders;
  /** Writes a tarball and gives its path. */
  put(file: string, bytes: Buffer): Promise<string>;
  /** Every path below the root. */
  paths(): Promise<string[]>;
}

/** An installation with the lists of the first day, in a temporary folder that the caller removes. */
export async function makeInstallation(): Promise<SmallInstallation> {
  const root = await mkdtemp(join(tmpdir(), 'sluice-refresh-'));
  const folders = { bundled: join(root, 'bundled'), refreshed: join(root, 'home', 'reference') };
  const given = join(root, 'given');
  for (const folder of [folders.bundled, given]) await mkdir(folder, { recursive: true });
  await cp(join(ROOT, 'data/authored'), join(folders.bundled, 'authored'), { recursive: true });
  const put = async (file: string, bytes: Buffer) => {
    await writeFile(join(given, file), bytes);
    return join(given, file);
  };
  const files = await Promise.all(PACKAGES.map(({ name }) => put(`${name}.tgz`, packageTarball(name))));
  const harvests = await harvestFiles(files, []);
  const authored = await readAuthored(join(folders.bundled, 'authored'));
  const contested = makeContested(harvests, authored);
  await publish(
    folders.bundled,
    makePublication(makeLists(harvests, authored), harvests, FIRST_DAY, null, contested),
  );
  return { root, folders, put, paths: async () => (await readdir(root, { recursive: true })).sort() };
}
