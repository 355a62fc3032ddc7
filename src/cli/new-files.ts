// Writes the files of one answer: all of them or none.
import { createOutputFile } from './output-file.ts';

export interface NewFile {
  readonly path: string;
  /** Asked for its bytes once every name is known to be free. */
  readonly read: () => Promise<AsyncIterable<Uint8Array> | Iterable<Uint8Array>>;
}

/**
 * Writes files of mode 0600, each whole before any of them has its name.
 *
 * @param force existing files are replaced; a link never is
 * @throws SluiceError `output-refused`, `output-unwritable`, and what reading throws
 */
export async function writeNewFiles(files: readonly NewFile[], force = false): Promise<void> {
  const drafts = [];
  try {
    for (const { path, read } of files) drafts.push({ read, output: await createOutputFile(path, force) });
    for (const { read, output } of drafts) {
      for await (const part of await read()) await output.write(part);
    }
    for (const { output } of drafts) await output.publish();
  } finally {
    for (const { output } of drafts) await output.discard();
  }
}
