// The composition root of the commands about the key ring.
import type { Config } from './config.ts';
import { openInstallation } from './installation.ts';
import type { Log } from './log.ts';
import { COMMAND_LINE } from './model/actor.ts';
import { assertClockSure } from './pipeline/clock.ts';
import { planRotation, type RotationReport, rotateKeys } from './pipeline/rotate-keys.ts';
import { destroyedFrom } from './vault/epochs.ts';
import { KEY_PURPOSES, type RingKey } from './vault/key-ring.ts';
import { exportPublicKeys } from './vault/public-keys.ts';

const DAY_MS = 24 * 3_600_000;
/** One holds the lock of a rotation, one does its work, one reads the ring again. */
const CONNECTIONS = 3;

/** The ring of this installation without its keys, what each epoch wraps, and its age. */
export async function composeKeyRing(config: Config, log: Log) {
  const { database, rings, close } = await openInstallation(config, log, 'command', CONNECTIONS);
  try {
    const ring = rings.current();
    const [wrapped, now] = [await database.vault.countWrapped(), await database.now()];
    const describe = (key: RingKey) => ({
      purpose: key.purpose,
      id: key.id,
      state: key.state,
      created: key.created,
      ageDays: Math.max(0, Math.floor((now.getTime() - key.created.getTime()) / DAY_MS)),
      /** Living data keys; null for a purpose that wraps none. */
      wraps: key.purpose === 'lists' || key.purpose === 'records' ? (wrapped.get(key.id) ?? 0) : null,
      destroyedFrom: key.purpose === 'lists' ? destroyedFrom(key) : null,
    });
    const keys = KEY_PURPOSES.flatMap((purpose) => ring.keys[purpose].map(describe));
    return { id: ring.id, file: config.keyFile, keys, publicKeys: exportPublicKeys(ring) };
  } finally {
    await close();
  }
}

/**
 * Rotates the epochs of lists, or tells what that would do.
 * @throws SluiceError `clock-unsure`: what is destroyed too early never comes back
 */
export async function composeRotation(
  config: Config,
  log: Log,
  { force, dryRun }: { force: boolean; dryRun: boolean },
): Promise<RotationReport & { readonly file: string }> {
  const { database, close } = await openInstallation(config, log, 'command', CONNECTIONS);
  try {
    await assertClockSure(database.audit);
    const now = await database.now();
    const options = { database, keyFile: config.keyFile, now, force, actor: COMMAND_LINE };
    return { ...(await (dryRun ? planRotation(options) : rotateKeys(options))), file: config.keyFile };
  } finally {
    await close();
  }
}
