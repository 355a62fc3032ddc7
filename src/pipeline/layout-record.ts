// The sealed layout and name of a list: column names and list names may say a diagnosis.
import type { ListLayout } from '../model/list.ts';
import type { DataKey } from '../vault/envelope.ts';
import { openRecord, sealRecord } from '../vault/record.ts';

const identity = (column: 'sealed_layout' | 'sealed_name', rowId: string) => ({
  table: 'lists',
  column,
  rowId,
  rowVersion: 1,
});

export function sealLayout(dataKey: DataKey, listPublicId: string, layout: ListLayout): Buffer {
  return sealRecord(dataKey, identity('sealed_layout', listPublicId), JSON.stringify(layout));
}

export function openLayout(dataKey: DataKey, listPublicId: string, sealed: Buffer): ListLayout {
  return JSON.parse(
    openRecord(dataKey, identity('sealed_layout', listPublicId), sealed).toString('utf8'),
  ) as ListLayout;
}

export function sealName(dataKey: DataKey, listPublicId: string, name: string): Buffer {
  return sealRecord(dataKey, identity('sealed_name', listPublicId), name);
}

export function openName(dataKey: DataKey, listPublicId: string, sealed: Buffer): string {
  return openRecord(dataKey, identity('sealed_name', listPublicId), sealed).toString('utf8');
}
