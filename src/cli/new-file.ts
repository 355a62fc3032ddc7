// Writes files that hold people: for the owner alone, whole or not at all, never through a link.

import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { link, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SluiceError } from '../errors.ts';

/**
 * Writes a new file of mode 0600. It appears under its name when its last byte is on disk, and never replaces
 * another.
 *
 * @throws SluiceError `invalid-value` when there is a file of that name.
 */
export async function writeNewFile(
  path: string,
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const draft = join(dirname(path), `.${randomUUID()}.part`);
  const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
  const file = await open(draft, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, 0o600);
  try {
    for await (const part of parts) await file.write(part);
    await file.sync();
    await link(draft, path).catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code !== 'EEXIST') throw thrown;
      throw new SluiceError('invalid-value', {
        detail: 'There is a file of that name already; name another.',
      });
    });
  } finally {
    await file.close();
    await rm(draft, { force: true });
  }
}
