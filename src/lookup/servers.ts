// Which name servers are asked: the ones named in SLUICE_DNS, else the machine's own, never a public default.
import { isIPv4, isIPv6 } from 'node:net';
import { SluiceError } from '../errors.ts';

/** Where a name server listens. `host` is an IP address or a name that the machine itself resolves. */
export interface NameServerAddress {
  readonly host: string;
  readonly port: number;
}

const DNS_PORT = 53;
const HOST_NAME = /^[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?$/i;

/** Resolvers that anybody may use: a query sent there leaves the organisation. */
const WELL_KNOWN_PUBLIC: ReadonlySet<string> = new Set([
  '8.8.8.8',
  '8.8.4.4',
  '2001:4860:4860::8888',
  '2001:4860:4860::8844',
  '1.1.1.1',
  '1.0.0.1',
  '2606:4700:4700::1111',
  '2606:4700:4700::1001',
  '9.9.9.9',
  '149.112.112.112',
  '2620:fe::fe',
  '2620:fe::9',
  '208.67.222.222',
  '208.67.220.220',
  '114.114.114.114',
  '223.5.5.5',
  '223.6.6.6',
]);

/**
 * The name servers to ask, in order of preference.
 *
 * @param setting SLUICE_DNS: `host:port,host:port`; port 53 if left out; IPv6 with a port as `[::1]:53`.
 *   Undefined or blank: the `nameserver` lines of `resolvConfText`.
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

/** Those of the servers that are well-known public resolvers, for a warning or a refusal at the start. */
export function publicNameServers(servers: readonly NameServerAddress[]): readonly NameServerAddress[] {
  return servers.filter(({ host }) => WELL_KNOWN_PUBLIC.has(host.toLowerCase()));
}

function machineServers(resolvConfText: string): NameServerAddress[] {
  return resolvConfText
    .split(/\r?\n/)
    .map((line) => line.trim().split(/\s+/))
    .filter(([keyword, host = '']) => keyword === 'nameserver' && (isIPv4(host) || isIPv6(host)))
    .map(([, host = '']) => ({ host, port: DNS_PORT }));
}

function parseServer(entry: string, index: number): NameServerAddress {
  const text = entry.trim();
  const [host, port] = splitPort(text);
  const portNumber = port === undefined ? DNS_PORT : Number(port);
  const hostReads = isIPv4(host) || isIPv6(host) || (HOST_NAME.test(host) && !/^[0-9.]+$/.test(host));
  const portReads =
    port === undefined || (/^[0-9]{1,5}$/.test(port) && portNumber > 0 && portNumber < 65_536);
  if (!hostReads || !portReads) {
    throw new SluiceError('settings-invalid', {
      detail: `SLUICE_DNS: entry ${index + 1} is not host, host:port, [IPv6] or [IPv6]:port.`,
    });
  }
  return { host, port: portNumber };
}

/** `[::1]:53`, `[::1]`, `::1`, `host:53` or `host`, taken apart. */
function splitPort(text: string): [host: string, port: string | undefined] {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  if (bracketed) return isIPv6(bracketed[1] ?? '') ? [bracketed[1] ?? '', bracketed[2]] : ['', undefined];
  if (isIPv6(text)) return [text, undefined];
  const colon = text.indexOf(':');
  return colon < 0 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)];
}
