// The composition root of the commands about the local allow and block list.
import type { Config } from './config.ts';
import { openInstallation } from './installation.ts';
import type { Log } from './log.ts';
import { type Actor, COMMAND_LINE } from './model/actor.ts';
import { createDataKeys } from './pipeline/data-keys.ts';
import { createLocalLists, type LocalLists } from './pipeline/local-lists.ts';
import { createBlindIndex } from './vault/blind-index.ts';

/** The local lists of the installation, for as long as `use` takes; the actor is the machine's own user. */
export async function composeLocalLists<T>(
  config: Config,
  log: Log,
  use: (lists: LocalLists, actor: Actor) => Promise<T>,
): Promise<T> {
  const { database, ring, rings, close } = await openInstallation(config, log, 'command', 2);
  try {
    const keys = createDataKeys(rings, database);
    const index = createBlindIndex(ring);
    const lists = createLocalLists({ database, keys, index, clock: () => performance.now() });
    return await use(lists, COMMAND_LINE);
  } finally {
    await close();
  }
}
