// Chooses the system user that runs the own PostgreSQL, which refuses to run as root.
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { SluiceError } from '../../src/errors.ts';

export interface ServerUser {
  readonly name: string;
  /** null: the server runs as the user of this process. */
  readonly switchTo: { readonly uid: number; readonly gid: number } | null;
  /** The system user of this process, as PostgreSQL's peer check sees it. */
  readonly clientName: string;
}

/**
 * The process's own user, or as root: `wanted`, else `sluice`, `postgres`, `nobody`.
 *
 * @throws SluiceError `database-start-failed` when `wanted` does not exist, or when only `nobody` is left
 *   and patients' data may be stored (`phiMode`), because that account belongs to other daemons too.
 */
export async function chooseServerUser(wanted: string | undefined, phiMode: boolean): Promise<ServerUser> {
  const self = userInfo();
  if (self.uid !== 0) return { name: self.username, switchTo: null, clientName: self.username };
  const accounts = await readAccounts();
  const candidates = wanted ? [wanted] : ['sluice', 'postgres', ...(phiMode ? [] : ['nobody'])];
  for (const name of candidates) {
    const account = accounts.get(name);
    if (account && account.uid !== 0) return { name, switchTo: account, clientName: self.username };
  }
  throw new SluiceError('database-start-failed', {
    detail: wanted
      ? 'SLUICE_DB_USER names no ordinary user of this machine.'
      : 'PostgreSQL does not run as root: create a system user "sluice" or set DATABASE_URL.',
  });
}

async function readAccounts(): Promise<Map<string, { uid: number; gid: number }>> {
  const accounts = new Map<string, { uid: number; gid: number }>();
  for (const line of (await readFile('/etc/passwd', 'utf8')).split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (name && uid && gid) accounts.set(name, { uid: Number(uid), gid: Number(gid) });
  }
  return accounts;
}
