// Single people: add a suppression or a consent, or look one address up; a look-up leaves its event.
import type { Database } from '../../db/database.ts';
import { auditEvent } from '../audit/event.ts';
import { statusAt } from '../consent/status-at.ts';
import { SluiceError } from '../errors.ts';
import type { Cells } from '../intake/imports/line-reader.ts';
import { isRejection } from '../intake/imports/rejection.ts';
import type { Actor } from '../model/actor.ts';
import type { ConsentDefect } from '../model/consent.ts';
import type { BlindIndex } from '../vault/blind-index.ts';
import type { DataKeys } from './data-keys.ts';
import { consentRecipe, type ImportRecipe, type LineContext, suppressionRecipe } from './import-lines.ts';
import { type ListedLine, removeListedAddress } from './listed-addresses.ts';
import { personKeys } from './person-keys.ts';

export interface PeopleOptions {
  readonly database: Database;
  readonly keys: DataKeys;
  readonly index: BlindIndex;
  readonly timeZone: string;
}

/** The members of a JSON object under the names of an import's columns. */
type Line = Readonly<Record<string, string | boolean | undefined>>;

/** Look-ups that one person may make in an hour, with whatever key: enough to answer people, too few to try a list. */
const SEARCHES_AN_HOUR = 60;
const HOUR_SECONDS = 3600;
const SEARCHES = ['suppressions.search', 'consents.search'] as const;

export function createPeople({ database, keys, index, timeZone }: PeopleOptions) {
  async function add<Row>(recipe: ImportRecipe<Row>, act: string, actor: Actor, line: Line): Promise<void> {
    const context: LineContext = {
      clock: { now: await database.now(), timeZone },
      index,
      recordsKey: await keys.forRecords(),
      actor,
      importId: null,
    };
    const read = recipe.read(cellsOfObject(line), context);
    if (isRejection(read)) throw new SluiceError('invalid-value', { detail: read.detail });
    await database.transaction(async (tx) => {
      await recipe.store(tx, [read.row]);
      await tx.audit.insert(actor, auditEvent(act, null));
    });
  }

  function keyOf(address: string): Buffer {
    const found = personKeys(address, index);
    if (!found)
      throw new SluiceError('invalid-value', { pointer: '/address', detail: 'Expected an address.' });
    return found.addressKey;
  }

  /** Counts a look-up and leaves its event, before anything is looked at. */
  async function admitSearch(actor: Actor, act: (typeof SEARCHES)[number]): Promise<void> {
    await database.transaction(async (tx) => {
      const recent = await tx.audit.recentActs(actor, SEARCHES, HOUR_SECONDS);
      if (recent.count >= SEARCHES_AN_HOUR) {
        throw new SluiceError('too-many-requests', {
          detail: `At most ${SEARCHES_AN_HOUR} look-ups of people an hour.`,
          retryAfterSeconds: Math.max(1, recent.firstEndsSeconds),
        });
      }
      await tx.audit.insert(actor, auditEvent(act, null));
    });
  }

  return {
    addSuppression: (actor: Actor, line: Line) => add(suppressionRecipe, 'suppression.add', actor, line),
    addConsent: (actor: Actor, line: Line) => add(consentRecipe, 'consent.add', actor, line),

    removeListed: (actor: Actor, line: ListedLine) =>
      removeListedAddress(actor, line, { database, index, timeZone }),

    async suppressionsOf(actor: Actor, address: string) {
      const key = keyOf(address);
      await admitSearch(actor, 'suppressions.search');
      const found = await database.suppressions.listByKey(key);
      return found.map((row) => ({
        id: row.publicId,
        reason: row.reason,
        scope: row.scope,
        received_at: row.receivedAt.toISOString(),
        expires_at: row.expiresAt?.toISOString() ?? null,
      }));
    },

    async consentsOf(actor: Actor, address: string) {
      const key = keyOf(address);
      await admitSearch(actor, 'consents.search');
      const found = await database.consents.listByAddress(key);
      const now = await database.now();
      return found.map((row) => ({
        id: row.publicId,
        kind: row.kind,
        stream: row.stream,
        status: statusAt({ ...row, defects: row.defects as ConsentDefect[] }, now),
        defects: row.defects,
        signed_at: row.signedAt.toISOString(),
        capture_point: row.capturePoint,
        effective_from: row.effectiveFrom.toISOString(),
        expires_at: row.expiresAt?.toISOString() ?? null,
      }));
    },
  };
}

function cellsOfObject(line: Line): Cells {
  return {
    get(column) {
      const value = Object.hasOwn(line, column) ? line[column] : undefined;
      return value === undefined ? undefined : String(value);
    },
  };
}
