// The organisation's own lists as callers send and see them.
import { z } from '@hono/zod-openapi';
import { ADDRESS_LISTS, LOCAL_LISTS } from '../../model/own-lists.ts';

const domains = z.array(z.string().max(2000)).min(1).max(1000);

export const localDomainsBody = z
  .strictObject({ list: z.enum(LOCAL_LISTS), domains })
  .openapi('NewLocalDomains', { example: { list: 'block', domains: ['kelpworks.com'] } });

export const removedDomainsBody = z.strictObject({ domains }).openapi('RemovedLocalDomains', {
  example: { domains: ['kelpworks.com'] },
});

export const changedSchema = z.object({ changed: z.number().int() }).openapi('ChangedLocalLists');

const localList = z.object({
  version: z.string().nullable(),
  domains: z.array(z.object({ domain: z.string(), added_at: z.string() })),
});
export const localListsSchema = z.object({ allow: localList, block: localList }).openapi('LocalLists');

export const listedBody = z
  .strictObject({
    list: z.enum(ADDRESS_LISTS),
    address: z.string().max(2000).optional(),
    hash: z.string().max(128).optional(),
  })
  .openapi('RemovedListedAddress', { example: { list: 'traps', address: 'ann@clinic.org' } });
