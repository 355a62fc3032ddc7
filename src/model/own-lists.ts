// Lists that the organisation keeps itself: domains that it vouches for or blocks, and addresses to keep away from.

/** Lists of domains; they win over the bundled lists. Packed rows store the index + 1, so the order is frozen. */
export const LOCAL_LISTS = ['allow', 'block'] as const;
export type LocalList = (typeof LOCAL_LISTS)[number];

/** Loaded lists of addresses that do harm: kept as keyed hashes. Masks store the index as a bit: append only. */
export const ADDRESS_LISTS = ['traps', 'litigators', 'complainers'] as const;
export type AddressList = (typeof ADDRESS_LISTS)[number];

/** What results call a local list: `local-allow`. */
export function localListName(list: LocalList): string {
  return `local-${list}`;
}
