// Which versions of the organisation's own lists stand behind verdicts that are made now.
import type { Database } from '../../db/database.ts';
import { localListName } from '../model/own-lists.ts';
import type { UsedLists } from './used-lists.ts';

/** List → the day (UTC) of its last change; a list that was never used is not there. */
export async function ownListVersions({ history, localDomains }: Pick<Database, 'history' | 'localDomains'>) {
  const versions: UsedLists = {};
  for (const { list, version } of await localDomains.versions()) versions[localListName(list)] = version;
  for (const { list, version } of await history.versions()) versions[list] = version;
  return versions;
}
