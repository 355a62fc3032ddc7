// The resolvers that anybody may use: a query sent there leaves the organisation.
import { isWithin } from './dns-name.ts';
import { canonicalHost, machineServers, type NameServerAddress } from './servers.ts';

/** Google, Cloudflare, Quad9, OpenDNS, AdGuard, CleanBrowsing, Level3, Verisign, Yandex, 114DNS, AliDNS, DNSPod. */
const ADDRESSES: ReadonlySet<string> = new Set([
  ...['8.8.8.8', '8.8.4.4', '2001:4860:4860::8888', '2001:4860:4860::8844'],
  ...['2001:4860:4860::6464', '2001:4860:4860::64'],
  ...['1.1.1.1', '1.0.0.1', '1.1.1.2', '1.0.0.2', '1.1.1.3', '1.0.0.3'],
  ...['2606:4700:4700::1111', '2606:4700:4700::1001', '2606:4700:4700::1112', '2606:4700:4700::1113'],
  ...['9.9.9.9', '9.9.9.10', '9.9.9.11', '149.112.112.112', '149.112.112.10', '149.112.112.11'],
  ...['2620:fe::fe', '2620:fe::9', '2620:fe::10', '2620:fe::11'],
  ...['208.67.222.222', '208.67.220.220', '208.67.222.123', '208.67.220.123'],
  ...['2620:119:35::35', '2620:119:53::53'],
  ...['94.140.14.14', '94.140.15.15', '94.140.14.140', '94.140.14.141'],
  ...['185.228.168.9', '185.228.169.9', '185.228.168.168', '185.228.169.168'],
  ...['4.2.2.1', '4.2.2.2', '4.2.2.3', '4.2.2.4', '4.2.2.5', '4.2.2.6'],
  ...['64.6.64.6', '64.6.65.6', '77.88.8.8', '77.88.8.1'],
  ...['114.114.114.114', '114.114.115.115', '223.5.5.5', '223.6.6.6', '119.29.29.29'],
]);

/** Their names, under which they speak DNS over HTTPS; names below them count too. */
const NAMES = [
  'dns.google',
  'dns.google.com',
  'dns64.dns.google',
  'cloudflare-dns.com',
  'one.one.one.one',
  'quad9.net',
  'opendns.com',
  'adguard-dns.com',
  'dns.adguard.com',
  'cleanbrowsing.org',
  'nextdns.io',
  'controld.com',
  'mullvad.net',
  'dns.sb',
  'dns0.eu',
  'dns4.eu',
  'libredns.gr',
  'applied-privacy.net',
  'digitale-gesellschaft.ch',
  'wikimedia-dns.org',
  'dns.yandex.net',
  'dns.alidns.com',
  'doh.pub',
] as const;

/** Whether public resolvers would be asked although nobody named them: SLUICE_DNS is not set, and the machine does. */
export function asksStrangers(setting: string | undefined, resolvConfText: string): boolean {
  return !setting?.trim() && publicNameServers(machineServers(resolvConfText)).length > 0;
}

/** Those of the servers that are well-known public resolvers. */
export function publicNameServers(servers: readonly NameServerAddress[]): readonly NameServerAddress[] {
  return servers.filter(({ host }) => {
    const name = canonicalHost(host);
    return ADDRESSES.has(name) || NAMES.some((known) => isWithin(name, known));
  });
}
