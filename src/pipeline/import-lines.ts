// Turns checked lines about people into rows for the database: one recipe for each kind of import.
import { createHash } from 'node:crypto';
import type { Repositories } from '../../db/database.ts';
import type { NewConsent, NewContact } from '../../db/repositories/consents.ts';
import type { NewSuppression } from '../../db/repositories/suppressions.ts';
import { missingElements } from '../consent/missing-elements.ts';
import { parseConsentLine } from '../intake/imports/consent-line.ts';
import { parseContactLine } from '../intake/imports/contact-line.ts';
import type { Cells, ImportClock } from '../intake/imports/line-reader.ts';
import { isRejection, type Rejection, rejection } from '../intake/imports/rejection.ts';
import { parseSuppressionLine } from '../intake/imports/suppression-line.ts';
import { suppressionMasks } from '../merge/suppression-masks.ts';
import type { Actor } from '../model/actor.ts';
import type { ConsentRecord, ConsentScope } from '../model/consent.ts';
import type { ContactRecord } from '../model/contact.ts';
import type { SuppressionRecord } from '../model/suppression.ts';
import { NORMAL_FORM_VERSION } from '../parse/forms.ts';
import type { BlindIndex } from '../vault/blind-index.ts';
import type { DataKey } from '../vault/envelope.ts';
import { sealRecord } from '../vault/record.ts';
import { type PersonKeys, personKeys, wholeDomainKey } from './person-keys.ts';
import { publicId } from './public-id.ts';

export interface LineContext {
  readonly clock: ImportClock;
  readonly index: BlindIndex;
  readonly recordsKey: DataKey;
  readonly actor: Actor;
  readonly importId: number | null;
}

/** A line that may be stored. `identity` is equal for lines of one file that say the same. */
export interface ReadyLine<Row> {
  readonly identity: string;
  readonly row: Row;
}

export interface ImportRecipe<Row> {
  read(cells: Cells, context: LineContext): ReadyLine<Row> | Rejection;
  store(tx: Repositories, rows: readonly Row[]): Promise<void>;
}

export const suppressionRecipe: ImportRecipe<NewSuppression> = {
  read(cells, context) {
    const record = parseSuppressionLine(cells, context.clock);
    if (isRejection(record)) return record;
    const match = matchOf(record.match, context.index);
    if (isRejection(match)) return match;
    const row: NewSuppression = {
      ...match,
      publicId: publicId('sup'),
      reason: record.reason,
      scope: record.scope,
      receivedAt: record.receivedAt ?? context.clock.now,
      expiresAt: record.expiresAt,
      keyVersion: NORMAL_FORM_VERSION,
      importId: context.importId,
      personId: context.actor.personId,
    };
    return {
      identity: `${match.matchKey.toString('hex')} ${row.reason} ${row.scope} ${row.expiresAt?.getTime()}`,
      row,
    };
  },
  store: (tx, rows) => tx.suppressions.append(rows, suppressionMasks),
};

type SuppressionMatch = Pick<NewSuppression, 'match' | 'foldedKey' | 'domainKey'> & {
  readonly matchKey: Buffer;
};

/** The key by which a line is found again. */
export function matchOf(match: SuppressionRecord['match'], index: BlindIndex): SuppressionMatch | Rejection {
  if (match.by === 'hash') {
    const matchKey = match.algorithm === 'md5' ? index.md5Key(match.hex) : index.sha256Key(match.hex);
    return { match: 'hash', matchKey, foldedKey: null, domainKey: null };
  }
  if (match.by === 'domain') {
    const matchKey = wholeDomainKey(match.text, index);
    if (!matchKey) return rejection('domain-invalid', 'domain');
    return { match: 'domain', matchKey, foldedKey: null, domainKey: matchKey };
  }
  const keys = personKeys(match.text, index);
  if (!keys) return rejection('address-invalid', 'address');
  return {
    match: 'address',
    matchKey: keys.addressKey,
    foldedKey: keys.foldedKey,
    domainKey: keys.domainKey,
  };
}

/** A consent and the scope that its row will point to. */
export interface ScopedConsent {
  readonly scope: ConsentScope;
  readonly row: Omit<NewConsent, 'scopeId'>;
}

export const consentRecipe: ImportRecipe<ScopedConsent> = {
  read(cells, context) {
    const record = parseConsentLine(cells, context.clock);
    if (isRejection(record)) return record;
    const keys = personKeys(cells.get('address') ?? '', context.index);
    if (!keys) return rejection('address-invalid', 'address');
    const scope = {
      kind: record.kind,
      stream: record.stream,
      purposes: record.purposes,
      remunerationStated: record.authorization?.remunerationStatement === true,
    };
    return {
      identity: identityOf(keys.addressKey, record),
      row: { scope, row: { ...keys, ...consentColumns(record, context) } },
    };
  },
  async store(tx, rows) {
    const ids = new Map<string, number>();
    const scoped: NewConsent[] = [];
    for (const { scope, row } of rows) {
      const key = JSON.stringify(scope);
      const scopeId = ids.get(key) ?? (await tx.consents.ensureScope(scope));
      ids.set(key, scopeId);
      scoped.push({ ...row, scopeId });
    }
    await tx.consents.insert(scoped);
  },
};

function consentColumns(record: ConsentRecord, { clock, recordsKey, importId, actor }: LineContext) {
  const id = publicId('con');
  const { authorization } = record;
  const identity = { table: 'consents', column: 'sealed_detail', rowId: id, rowVersion: 1 };
  const detail = { authorization, expiry_event: record.expiryEvent, document_sha256: record.documentSha256 };
  return {
    publicId: id,
    capturePoint: record.capturePoint,
    defects: authorization ? missingElements(authorization, { stream: record.stream, asOf: clock.now }) : [],
    signedAt: record.signedAt,
    effectiveFrom: record.effectiveFrom,
    expiresAt: record.expiresAt,
    sealedDetail: sealRecord(recordsKey, identity, JSON.stringify(detail)),
    dataKeyId: recordsKey.id,
    importId,
    personId: actor.personId,
  };
}

/** A contact as one line tells it; null where the line says nothing. */
export type ContactLine = PersonKeys & ContactRecord;

export const contactRecipe: ImportRecipe<ContactLine> = {
  read(cells, { clock, index }) {
    const record = parseContactLine(cells, clock);
    if (isRejection(record)) return record;
    const keys = personKeys(cells.get('address') ?? '', index);
    if (!keys) return rejection('address-invalid', 'address');
    return { identity: identityOf(keys.addressKey, record), row: { ...keys, ...record } };
  },
  store: (tx, rows) => tx.consents.upsertContacts(onePerPerson(rows)),
};

/** Lines about one person together: what a later line says counts, and an empty cell says nothing. */
function onePerPerson(lines: readonly ContactLine[]): NewContact[] {
  const people = new Map<string, ContactLine>();
  for (const line of lines) {
    const person = line.addressKey.toString('hex');
    const said = Object.entries(line).filter(([, value]) => value !== null);
    people.set(person, { ...(people.get(person) ?? line), ...Object.fromEntries(said) });
  }
  return [...people.values()];
}

/** Equal for lines that say the same about the same person. */
function identityOf(addressKey: Buffer, record: object): string {
  return createHash('sha256').update(addressKey).update(JSON.stringify(record)).digest('base64');
}
