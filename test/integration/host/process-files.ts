// What the kernel tells of a process: its environment, its core limit and the sockets it listens on.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The environment that a process was started with, as any process of its user can read it. */
export function environmentOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);
}

/** Soft and hard limit of a core file, in bytes. */
export function coreLimitsOf(pid: number): string[] {
  const [, soft = '', hard = ''] =
    /^Max core file size\s+(\S+)\s+(\S+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8')) ?? [];
  return [soft, hard];
}

/** Addresses and ports of all TCP sockets that the processes listen on, as `127.0.0.1:8080`. */
export function listeners(...pids: number[]): string[] {
  const own = new Set(pids.flatMap(socketsOf));
  return ['tcp', 'tcp6'].flatMap((kind) =>
    readFileSync(`/proc/net/${kind}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === LISTEN && own.has(inode ?? ''))
      .map(([, local = '']) => readable(local)),
  );
}

/** `TCP_LISTEN` of the kernel's tcp_states.h. */
const LISTEN = '0A';

/** Inodes of the sockets that a process has open. */
function socketsOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? [];
      return inode === undefined ? [] : [inode];
    } catch {
      // It was closed while it was looked at.
      return [];
    }
  });
}

/** The kernel writes an IPv4 address as one number in the machine's byte order; others stay as they are. */
function readable(local: string): string {
  const [address = '', port = ''] = local.split(':');
  const bytes = Buffer.from(address, 'hex');
  const shown = bytes.length === 4 ? bytes.reverse().join('.') : address;
  return `${shown}:${Number.parseInt(port, 16)}`;
}
