// The composition root of the commands about the reference lists.
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../db/database.ts';
import type { Config } from './config.ts';
import { SluiceError } from './errors.ts';
import { type Installation, openInstallation } from './installation.ts';
import { listFolders } from './lists-in-use.ts';
import type { Log } from './log.ts';
import { withTarballs } from './reference/compile/registry.ts';
import { PACKAGES } from './reference/compile/sources.ts';
import { checkedSets } from './reference/kept-sets.ts';
import { readManifest } from './reference/manifest.ts';
import {
  applyStaged,
  isStaged,
  type OwnDomains,
  type RefreshReport,
  stageRefresh,
} from './reference/refresh.ts';
import { createBlindIndex } from './vault/blind-index.ts';

export type { ListDifference } from './reference/difference.ts';
export type { RefreshReport } from './reference/refresh.ts';

/** How long ago a domain may have been seen to take mail to count as one of the installation's own. */
const OWN_DAYS = 90;

/** The lists in use with their provenance, every set that is kept, and whether a refresh waits. */
export async function readReferenceStatus(config: Config) {
  const folders = listFolders(config);
  const sets = await checkedSets(folders);
  const inUse = sets.find(({ problem }) => problem === null);
  if (!inUse) throw new SluiceError('reference-lists-invalid');
  const { lists } = await readManifest(inUse.directory);
  return {
    lists: lists.map(({ name, version, count, sources }) => ({
      name,
      version,
      count,
      licences: [...new Set(sources.map(({ licence }) => licence))].join(', '),
    })),
    sets: sets.map((set) => ({ ...set, isInUse: set === inUse })),
    isStaged: await isStaged(folders),
  };
}

/**
 * Stages newer lists: of the newest packages of npm's registry, or without any network of the tarballs
 * in `from` (files, or folders with `.tgz` files).
 *
 * @throws SluiceError `server-unreachable` when npm does not get the packages, `file-unreadable`
 */
export async function composeRefresh(
  config: Config,
  log: Log,
  from: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<RefreshReport> {
  const today = new Date().toISOString().slice(0, 10);
  const stage = (files: readonly string[]) =>
    withOwnDomains(config, log, (own) => stageRefresh(files, listFolders(config), own, today));
  if (from.length > 0) return await stage(await tarballsIn(from));
  const newest = PACKAGES.map(({ name }) => `${name}@latest`);
  return await withTarballs(newest, environment, async (_directory, files) => await stage(files));
}

/** Puts the lists that wait into use; null when none wait. */
export async function composeApply(config: Config, log: Log): Promise<RefreshReport | null> {
  const folders = listFolders(config);
  if (!(await isStaged(folders))) return null;
  return await withOwnDomains(config, log, (own) => applyStaged(folders, own));
}

async function tarballsIn(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => null);
    if (found === null) throw new SluiceError('file-unreadable');
    if (!found.isDirectory()) files.push(path);
    else {
      const names = (await readdir(path)).filter((name) => name.endsWith('.tgz'));
      files.push(...names.sort().map((name) => join(path, name)));
    }
  }
  return files;
}

/** Lends what the installation knows of domains; its database is opened when it is first asked for. */
async function withOwnDomains<Result>(
  config: Config,
  log: Log,
  use: (own: OwnDomains) => Promise<Result>,
): Promise<Result> {
  // An installation that has no database yet is not given one by this command.
  const hasDatabase = config.databaseUrl !== undefined || existsSync(config.keyFile);
  const opened: Installation[] = [];
  async function ask(
    domains: readonly string[],
    hits: (installation: Installation, keys: string[]) => Promise<string[]>,
  ) {
    if (!hasDatabase || domains.length === 0) return [];
    const installation = opened[0] ?? (await openInstallation(config, log, 'command', 2));
    if (opened.length === 0) opened.push(installation);
    const index = createBlindIndex(installation.ring);
    const byKey = new Map(domains.map((domain) => [index.domainKey(domain).toString('hex'), domain]));
    const keys = await hits(installation, [...byKey.keys()]);
    return keys.flatMap((key) => byKey.get(key) ?? []).sort();
  }
  try {
    return await use({
      allowed: (domains) => ask(domains, ({ database }) => allowedKeys(database)),
      tookMail: (domains) => ask(domains, ({ database }, keys) => database.domains.tookMail(keys, OWN_DAYS)),
    });
  } finally {
    await opened[0]?.close();
  }
}

async function allowedKeys({ localDomains }: Database): Promise<string[]> {
  const rows = await localDomains.list();
  return rows.filter(({ list }) => list === 'allow').map(({ domainKey }) => domainKey.toString('hex'));
}
