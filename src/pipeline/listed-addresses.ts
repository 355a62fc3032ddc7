// The organisation's lists of spam traps, litigators and complainers: loaded, kept as keyed hashes, taken back.
import type { Database } from '../../db/database.ts';
import type { NewListedAddress } from '../../db/repositories/history.ts';
import { auditEvent } from '../audit/event.ts';
import { SluiceError } from '../errors.ts';
import type { Cells, ImportClock } from '../intake/imports/line-reader.ts';
import { parseListedLine } from '../intake/imports/listed-address-line.ts';
import { isRejection, type Rejection } from '../intake/imports/rejection.ts';
import type { Actor } from '../model/actor.ts';
import type { AddressList } from '../model/own-lists.ts';
import { NORMAL_FORM_VERSION } from '../parse/forms.ts';
import type { BlindIndex } from '../vault/blind-index.ts';
import { type ImportRecipe, matchOf } from './import-lines.ts';

/** How lines of an import are read and stored on one of the lists. */
export function listedAddressRecipe(list: AddressList): ImportRecipe<NewListedAddress> {
  return {
    read(cells, { clock, index, actor, importId }) {
      const found = readKeys(cells, clock, index);
      if (isRejection(found)) return found;
      const { match, matchKey } = found;
      const row = {
        match,
        matchKey,
        list,
        keyVersion: NORMAL_FORM_VERSION,
        importId,
        personId: actor.personId,
      };
      return { identity: matchKey.toString('hex'), row };
    },
    store: (tx, rows) => tx.history.insert(rows),
  };
}

/** Somebody on a list, by address or by hash. */
export interface ListedLine {
  readonly list: AddressList;
  readonly address?: string | undefined;
  readonly hash?: string | undefined;
}

/** Takes an address or a hash off a list; says nothing of whether it was there. */
export async function removeListedAddress(
  actor: Actor,
  { list, address, hash }: ListedLine,
  { database, index, timeZone }: { database: Database; index: BlindIndex; timeZone: string },
): Promise<void> {
  const cells = { get: (column: string) => ({ address, hash })[column] };
  const found = readKeys(cells, { now: await database.now(), timeZone }, index);
  if (isRejection(found)) throw new SluiceError('invalid-value', { detail: found.detail });
  await database.transaction(async (tx) => {
    await tx.history.remove(list, found.matchKey);
    await tx.audit.insert(actor, auditEvent('address-list.remove', null, { list }));
  });
}

function readKeys(
  cells: Cells,
  clock: ImportClock,
  index: BlindIndex,
): ReturnType<typeof matchOf> | Rejection {
  const match = parseListedLine(cells, clock);
  return isRejection(match) ? match : matchOf(match, index);
}
