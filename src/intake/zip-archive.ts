// Reads entries of a zip file that is held in memory, under limits on what they inflate to.
import type { Entry, ZipFile } from 'yauzl';
import { fromBufferPromise } from 'yauzl';
import { SluiceError } from '../errors.ts';
import type { IntakeLimits } from './limits.ts';

export type ArchiveLimits = Pick<
  IntakeLimits,
  'workbookInflatedMaxBytes' | 'workbookRatioMax' | 'workbookEntriesMax'
>;

/** An opened archive. Entries that are not asked for are never inflated; nothing is written to disk. */
export class ZipArchive {
  readonly #file: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #limits: ArchiveLimits;
  #inflatedBytes = 0;

  private constructor(file: ZipFile, entries: ReadonlyMap<string, Entry>, limits: ArchiveLimits) {
    this.#file = file;
    this.#entries = entries;
    this.#limits = limits;
  }

  /**
   * Reads the directory of the archive.
   * @throws SluiceError `workbook-too-large` for too many entries, `workbook-encrypted`,
   * `workbook-invalid`
   */
  static async open(bytes: Buffer, limits: ArchiveLimits): Promise<ZipArchive> {
    try {
      const file = await fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: true });
      if (file.entryCount > limits.workbookEntriesMax) throw new SluiceError('workbook-too-large');
      const entries = new Map<string, Entry>();
      for await (const entry of file.eachEntry()) {
        if (entry.isEncrypted()) throw new SluiceError('workbook-encrypted');
        const key = keyOf(entry.fileName);
        if (entries.has(key)) throw new SluiceError('workbook-invalid');
        entries.set(key, entry);
      }
      return new ZipArchive(file, entries, limits);
    } catch (thrown) {
      throw asWorkbookError(thrown);
    }
  }

  has(name: string): boolean {
    return this.#entries.has(keyOf(name));
  }

  /**
   * Inflates one entry, piece by piece.
   *
   * @param bytesMax an entry that says it inflates to more is refused unread; one that lies about it is
   * refused where it passes what it said.
   * @throws SluiceError `workbook-too-large`, or `workbook-invalid` when there is no such entry.
   */
  async *read(
    name: string,
    bytesMax = Number.POSITIVE_INFINITY,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const entry = this.#entries.get(keyOf(name));
    if (!entry) throw new SluiceError('workbook-invalid');
    const { workbookInflatedMaxBytes, workbookRatioMax } = this.#limits;
    const { uncompressedSize, compressedSize } = entry;
    if (uncompressedSize > Math.min(bytesMax, Math.max(1, compressedSize) * workbookRatioMax)) {
      throw new SluiceError('workbook-too-large');
    }
    try {
      for await (const piece of await this.#file.openReadStreamPromise(entry)) {
        this.#inflatedBytes += piece.length;
        if (this.#inflatedBytes > workbookInflatedMaxBytes) throw new SluiceError('workbook-too-large');
        yield piece;
      }
    } catch (thrown) {
      throw asWorkbookError(thrown);
    }
  }
}

/** Whatever a reader of zip or XML throws, as a code; its message may hold text of the workbook. */
export function asWorkbookError(thrown: unknown): SluiceError {
  return thrown instanceof SluiceError ? thrown : new SluiceError('workbook-invalid');
}

/** Part names are compared without case (ECMA-376 part 2, 6.2.2). */
function keyOf(name: string): string {
  return name.toLowerCase();
}
