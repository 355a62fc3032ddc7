// Which cell of an import's line belongs to which column of the contract.
import { SluiceError } from '../../errors.ts';
import { IMPORT_COLUMNS, type ImportKind } from '../../model/import-columns.ts';
import type { Cells } from './line-reader.ts';

/** What must be there: all of `all`, and one of `some`. */
const NEEDED: Readonly<
  Record<ImportKind, { readonly all: readonly string[]; readonly some: readonly string[] }>
> = {
  suppressions: { all: ['reason'], some: ['address', 'domain', 'hash'] },
  consents: { all: ['address', 'kind', 'signed_at', 'capture_point'], some: ['address'] },
  contacts: { all: ['address'], some: ['address'] },
  traps: { all: [], some: ['address', 'hash'] },
  litigators: { all: [], some: ['address', 'hash'] },
  complainers: { all: [], some: ['address', 'hash'] },
};

/** What other systems call the address. */
const ADDRESS_NAMES: ReadonlySet<string> = new Set(['email', 'e_mail', 'email_address', 'mail']);

/** Column of the contract → 0-based position in the file. */
export type ImportHeader = ReadonlyMap<string, number>;

/**
 * Matches a header line. Case, surrounding space, a byte order mark, and `-` or space for `_` make
 * no difference; columns that the contract does not know are left alone.
 *
 * @throws SluiceError `columns-missing` when a needed column is absent, `invalid-value` when a
 *   column stands there twice
 */
export function matchImportHeader(kind: ImportKind, header: readonly string[]): ImportHeader {
  const known: readonly string[] = IMPORT_COLUMNS[kind];
  const positions = new Map<string, number>();
  for (const [position, cell] of header.entries()) {
    const name = columnName(cell);
    if (!known.includes(name)) continue;
    if (positions.has(name)) throw new SluiceError('invalid-value', { detail: `Two columns named ${name}.` });
    positions.set(name, position);
  }
  const { all, some } = NEEDED[kind];
  if (!all.every((name) => positions.has(name)) || !some.some((name) => positions.has(name))) {
    throw new SluiceError('columns-missing', { detail: neededSentence(kind) });
  }
  return positions;
}

/** The cells of one line under a matched header. */
export function cellsOf(header: ImportHeader, line: readonly string[]): Cells {
  return {
    get: (column) => {
      const position = header.get(column);
      return position === undefined ? undefined : line[position];
    },
  };
}

function columnName(cell: string): string {
  const name = cell
    .replace(/^\uFEFF/, '')
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  return ADDRESS_NAMES.has(name) ? 'address' : name;
}

function neededSentence(kind: ImportKind): string {
  if (kind === 'suppressions') return 'Needed: reason, and one of address, domain, hash.';
  const { all, some } = NEEDED[kind];
  return all.length > 0 ? `Needed: ${all.join(', ')}.` : `Needed: ${some.join(' or ')}.`;
}
