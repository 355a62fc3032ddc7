// What must hold before patients' data may be stored here; each unmet condition is one sentence.
import { stat } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import type { Config } from './config.ts';

const LOOPBACK = /^(127\.|::1$|localhost$)/;

/** The conditions that are not met, in plain words; empty when all are. */
export async function unmetPhiConditions(config: Config): Promise<string[]> {
  const unmet: string[] = [];
  if (!config.keyFileNamed) unmet.push('SLUICE_KEY_FILE must name the key file.');
  if (isInside(config.keyFile, config.home)) unmet.push('The key file must not lie inside SLUICE_HOME.');
  if (await isSameMount(config.keyFile, config.home)) {
    unmet.push(
      'The key file must lie on another mount than SLUICE_HOME, so that a copy of one lacks the other.',
    );
  }
  if (!LOOPBACK.test(config.host) && !config.behindTls) {
    unmet.push('SLUICE_HOST is reachable from other machines: put TLS in front and set SLUICE_BEHIND_TLS=1.');
  }
  if (config.databaseUrl === undefined) unmet.push('DATABASE_URL should name a packaged PostgreSQL.');
  return unmet;
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith('..');
}

async function isSameMount(keyFile: string, home: string): Promise<boolean> {
  const [key, data] = await Promise.all([deviceOf(dirname(keyFile)), deviceOf(home)]);
  return key !== null && key === data;
}

/** The device of a folder, or of the nearest one above it that exists. */
async function deviceOf(folder: string): Promise<number | null> {
  const found = await stat(folder).catch(() => null);
  if (found) return found.dev;
  return dirname(folder) === folder ? null : deviceOf(dirname(folder));
}
