// The name of a domain at rest: sealed in its row of `domains`, opened where it is asked about again.
import type { SealedDomain } from '../../db/repositories/domains.ts';
import type { DataKey } from '../vault/envelope.ts';
import { openRecord, sealRecord } from '../vault/record.ts';
import type { SealIdentity } from '../vault/seal-identity.ts';
import type { DataKeys } from './data-keys.ts';

const identityOf = (key: string): SealIdentity => ({
  table: 'domains',
  column: 'sealed',
  rowId: key,
  rowVersion: 1,
});

/** @param key hex of the domain key. */
export function sealDomainName(dataKey: DataKey, key: string, name: string): Buffer {
  return sealRecord(dataKey, identityOf(key), name);
}

/** @throws SluiceError `fail-closed` when the row is not as it was written, or its key is gone. */
export async function openDomainName(
  keys: DataKeys,
  { key, sealed, dataKeyId }: SealedDomain,
): Promise<string> {
  return openRecord(await keys.recordsKey(dataKeyId), identityOf(key), sealed).toString('utf8');
}
