// Which reference lists this installation works with: the bundled ones, or those of a newer refresh.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from './config.ts';
import { createLog, type Log } from './log.ts';
import { type SetFolders, setInUse } from './reference/kept-sets.ts';

/** The bundled reference lists. */
export const LISTS_DIRECTORY = fileURLToPath(new URL('../data', import.meta.url));

/** Where the lists of an installation lie. */
export function listFolders({ home }: Pick<Config, 'home'>): SetFolders {
  return { bundled: LISTS_DIRECTORY, refreshed: join(home, 'reference') };
}

/**
 * The folder of the newest lists that are whole; a damaged newer one is warned of. To be asked once by a
 * process and handed to its threads, so that one process never judges by two versions.
 *
 * @throws SluiceError `reference-lists-invalid` when none are whole
 */
export async function listsInUse(
  config: Pick<Config, 'home' | 'logLevel'>,
  log: Log = createLog(config.logLevel),
): Promise<string> {
  const { directory } = await setInUse(listFolders(config), (version) => {
    log.warn('damaged reference lists are passed over; "reference status" says why', {
      lists_version: version,
    });
  });
  return directory;
}
