// Which name servers are asked: the ones named in SLUICE_DNS, else the machine's own, never a public default.
import { isIP, isIPv6 } from 'node:net';
import { SluiceError } from '../errors.ts';

/** Where a name server listens. `host` is an IP address or a name that the machine itself resolves. */
export interface NameServerAddress {
  readonly host: string;
  readonly port: number;
  /** The path of DNS over HTTPS (RFC 8484). Left out: the server is asked over UDP, and TCP where it must be. */
  readonly httpsPath?: string;
}

const DNS_PORT = 53;
const HTTPS_PORT = 443;
/** The path of nearly every server that speaks DNS over HTTPS; RFC 8484 leaves it open. */
const HTTPS_PATH = '/dns-query';
const HOST_NAME = /^[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?$/i;

/**
 * The name servers to ask, in order of preference.
 *
 * @param setting SLUICE_DNS: `host:port,host:port`; port 53 if left out; IPv6 with a port as `[::1]:53`.
 *   `udp://` before an entry says the same; `https://host:port/path` is DNS over HTTPS, port 443 and path
 *   `/dns-query` if left out. Undefined or blank: the `nameserver` lines of `resolvConfText`.
 * @param resolvConfText the text of /etc/resolv.conf.
 * @throws SluiceError `settings-invalid` for an entry that cannot be read, `dns-unavailable` when there
 *   is no server at all.
 */
export function nameServers(
  setting: string | undefined,
  resolvConfText: string,
): readonly NameServerAddress[] {
  const servers = setting?.trim() ? setting.split(',').map(parseServer) : machineServers(resolvConfText);
  if (servers.length === 0) {
    throw new SluiceError('dns-unavailable', { detail: 'No name server is set; set SLUICE_DNS.' });
  }
  return servers;
}

/** The `nameserver` lines of /etc/resolv.conf. */
export function machineServers(resolvConfText: string): NameServerAddress[] {
  return resolvConfText
    .split(/\r?\n/)
    .map((line) => line.trim().split(/\s+/))
    .filter(([keyword, host = '']) => keyword === 'nameserver' && isIP(host) !== 0)
    .map(([, host = '']) => ({ host, port: DNS_PORT }));
}

function parseServer(entry: string, index: number): NameServerAddress {
  const text = entry.trim();
  const server = /^https:/i.test(text) ? httpsServer(text) : plainServer(text.replace(/^udp:\/\//i, ''));
  if (server === undefined) {
    throw new SluiceError('settings-invalid', {
      detail: `SLUICE_DNS: entry ${index + 1} is not host:port, [IPv6]:port, udp://host:port or https://host/path.`,
    });
  }
  return server;
}

function plainServer(text: string): NameServerAddress | undefined {
  const [host, port] = splitPort(text);
  const portNumber = port === undefined ? DNS_PORT : Number(port);
  const hostReads = isIP(host) !== 0 || (HOST_NAME.test(host) && !/^[0-9.]+$/.test(host));
  const portReads =
    port === undefined || (/^[0-9]{1,5}$/.test(port) && portNumber > 0 && portNumber < 65_536);
  return hostReads && portReads ? { host, port: portNumber } : undefined;
}

/** An https URL without user, query or fragment: none of them has a meaning here. */
function httpsServer(text: string): NameServerAddress | undefined {
  const url = URL.parse(text);
  if (!url || !/^https:\/\/[^/?#@\\]+(?:\/[^?#\\]*)?$/i.test(text) || url.port === '0') return undefined;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const httpsPath = url.pathname === '/' ? HTTPS_PATH : url.pathname;
  return { host, port: url.port === '' ? HTTPS_PORT : Number(url.port), httpsPath };
}

/** One spelling for each host: names in lower case without trailing dot, IPv6 addresses in their short form. */
export function canonicalHost(host: string): string {
  if (isIPv6(host)) return (URL.parse(`http://[${host}]`)?.hostname ?? host).replace(/^\[(.*)\]$/, '$1');
  return host.toLowerCase().replace(/\.$/, '');
}

/** `[::1]:53`, `[::1]`, `::1`, `host:53` or `host`, taken apart. */
function splitPort(text: string): [host: string, port: string | undefined] {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  if (bracketed) return isIPv6(bracketed[1] ?? '') ? [bracketed[1] ?? '', bracketed[2]] : ['', undefined];
  if (isIPv6(text)) return [text, undefined];
  const colon = text.indexOf(':');
  return colon < 0 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)];
}
