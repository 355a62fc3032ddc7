// What a requester wrote in own words, sealed with the list's key: it may name a person or a diagnosis.
import type { DeclaredWords } from '../release/terms.ts';
import type { DataKey } from '../vault/envelope.ts';
import { openRecord, sealRecord } from '../vault/record.ts';

const identity = (rowId: string) => ({ table: 'releases', column: 'sealed_words', rowId, rowVersion: 1 });

export function sealWords(dataKey: DataKey, releasePublicId: string, words: DeclaredWords): Buffer {
  return sealRecord(dataKey, identity(releasePublicId), JSON.stringify(words));
}

export function openWords(dataKey: DataKey, releasePublicId: string, sealed: Buffer): DeclaredWords {
  return JSON.parse(openRecord(dataKey, identity(releasePublicId), sealed).toString('utf8')) as DeclaredWords;
}
