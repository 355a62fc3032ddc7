// Which IP addresses mail from the internet can reach: public unicast, as the IANA registries have it.
import { isIPv4, isIPv6 } from 'node:net';

/**
 * IPv4 ranges that are not public unicast (RFC 6890 2.2.2 and the IANA special-purpose registry), as
 * `network/prefix`. AS112 and AMT anycast ranges are left out: they are public, if odd, destinations.
 */
const IPV4_SPECIAL = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // shared address space, CGNAT (RFC 6598)
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local
  '172.16.0.0/12', // private
  '192.0.0.0/24', // IETF protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relay anycast, withdrawn (RFC 7526)
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarking
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved and limited broadcast
].map(parseIpv4Range);

/** A parsed IPv6 address: eight groups of 16 bits. */
type Groups = readonly number[];

/**
 * True when the address is public unicast, so that a mail host with it can be reached.
 *
 * Loopback, private, link-local, shared, multicast, documentation and reserved ranges are not
 * (RFC 6890). IPv6 is public only inside 2000::/3, the one part handed out so far (RFC 4291 2.4);
 * mapped (::ffff:0:0/96), NAT64 (64:ff9b::/96, RFC 6052) and 6to4 (2002::/16, RFC 3056) addresses
 * count as the IPv4 address inside. Anything that is not an address, or has a zone, is not public.
 */
export function isPublicUnicast(address: string): boolean {
  if (isIPv4(address)) return isPublicIpv4(ipv4Number(address));
  if (!isIPv6(address) || address.includes('%')) return false;
  return isPublicIpv6(ipv6Groups(address));
}

function isPublicIpv4(address: number): boolean {
  return !IPV4_SPECIAL.some(({ network, size }) => address >= network && address < network + size);
}

function isPublicIpv6(groups: Groups): boolean {
  const [g0 = 0, g1 = 0, g2 = 0, , , g5 = 0, g6 = 0, g7 = 0] = groups;
  const isZero = (from: number, to: number) => groups.slice(from, to).every((group) => group === 0);
  if (isZero(0, 5) && g5 === 0xffff) return isPublicIpv4(g6 * 0x10000 + g7); // mapped
  if (g0 === 0x64 && g1 === 0xff9b && isZero(2, 6)) return isPublicIpv4(g6 * 0x10000 + g7); // NAT64
  if (g0 === 0x2002) return isPublicIpv4(g1 * 0x10000 + g2); // 6to4
  if (g0 >>> 13 !== 0b001) return false; // outside 2000::/3: local, multicast, not handed out
  if (g0 === 0x2001 && g1 < 0x200) return false; // 2001::/23: IETF protocols, Teredo, ORCHID
  if (g0 === 0x2001 && g1 === 0xdb8) return false; // documentation
  return !(g0 === 0x3fff && g1 < 0x1000); // 3fff::/20: documentation (RFC 9637)
}

function parseIpv4Range(range: string): { readonly network: number; readonly size: number } {
  const [network = '', prefix = '32'] = range.split('/');
  return { network: ipv4Number(network), size: 2 ** (32 - Number(prefix)) };
}

/** A dotted quad as an unsigned 32-bit number. */
function ipv4Number(address: string): number {
  return address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
}

/** The eight groups of a valid IPv6 text, `::` and a dotted tail written out (RFC 4291 2.2). */
function ipv6Groups(address: string): Groups {
  const [head = '', tail] = address.split('::');
  const before = groupsOf(head);
  if (tail === undefined) return before;
  const after = groupsOf(tail);
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function groupsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const quad = ipv4Number(group);
    return [quad >>> 16, quad & 0xffff];
  });
}
