// How large an upload and its parts may be; the settings may narrow or widen each of them.

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

export interface IntakeLimits {
  /** Bytes of one upload, as sent. */
  readonly uploadMaxBytes: number;
  /** Cells in the header or in a regular row. */
  readonly columnsMax: number;
  /** Bytes of the header row, as UTF-8. */
  readonly headerMaxBytes: number;
  /** Bytes of one row, as UTF-8. */
  readonly rowMaxBytes: number;
  /** Rows in one chunk. */
  readonly chunkRows: number;
  /** Bytes of one chunk; a chunk of one row may be larger. */
  readonly chunkMaxBytes: number;
  /** Bytes of one XLSX file, as sent. */
  readonly workbookMaxBytes: number;
  /** Bytes of all the entries read from one XLSX file, inflated. */
  readonly workbookInflatedMaxBytes: number;
  /** Inflated bytes of one entry for each compressed byte. */
  readonly workbookRatioMax: number;
  /** Entries in one XLSX file, read or not. */
  readonly workbookEntriesMax: number;
}

/** The limits of the contract (design 8.2). */
export const DEFAULT_LIMITS: IntakeLimits = {
  uploadMaxBytes: 2048 * MEBIBYTE,
  columnsMax: 2_000,
  headerMaxBytes: 8 * KIBIBYTE,
  rowMaxBytes: MEBIBYTE,
  chunkRows: 5_000,
  chunkMaxBytes: 4 * MEBIBYTE,
  workbookMaxBytes: 64 * MEBIBYTE,
  workbookInflatedMaxBytes: 512 * MEBIBYTE,
  workbookRatioMax: 200,
  workbookEntriesMax: 1_000,
};

/**
 * Bytes of one cell: how far the closing quote of a cell is searched for. Not a setting, because rows
 * that were cut under one value must be read under the same value for as long as the list lives.
 */
export const CELL_MAX_BYTES = 64 * KIBIBYTE;
