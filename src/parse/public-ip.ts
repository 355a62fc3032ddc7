// Which IP addresses the public internet can reach, by the special-purpose registries (RFC 6890 and IANA's updates).

/** Blocks of the IPv4 registry that are not globally reachable, and the RFC that set each aside. */
const IPV4_SPECIAL: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8], // "This network", RFC 791
  ['10.0.0.0', 8], // Private use, RFC 1918
  ['100.64.0.0', 10], // Shared address space, RFC 6598
  ['127.0.0.0', 8], // Loopback, RFC 1122
  ['169.254.0.0', 16], // Link local, RFC 3927
  ['172.16.0.0', 12], // Private use, RFC 1918
  ['192.0.0.0', 24], // IETF protocol assignments, RFC 6890
  ['192.0.2.0', 24], // Documentation, RFC 5737
  ['192.88.99.0', 24], // Former 6to4 relays, RFC 7526
  ['192.168.0.0', 16], // Private use, RFC 1918
  ['198.18.0.0', 15], // Benchmarking, RFC 2544
  ['198.51.100.0', 24], // Documentation, RFC 5737
  ['203.0.113.0', 24], // Documentation, RFC 5737
  ['224.0.0.0', 3], // Multicast, reserved and broadcast, RFC 5771, RFC 1112
];

const IPV4_RANGES = IPV4_SPECIAL.map(([network, prefix]) => {
  const size = 2 ** (32 - prefix);
  const first = asNumber(network.split('.').map(Number));
  return { first, last: first + size - 1 };
});

/** True when the four octets are a globally reachable unicast address. */
export function isPublicIpv4(octets: readonly number[]): boolean {
  const address = asNumber(octets);
  return !IPV4_RANGES.some(({ first, last }) => address >= first && address <= last);
}

/**
 * True when the eight groups are a globally reachable unicast address: within 2000::/3, without the
 * IETF protocol range 2001::/23 (Teredo, benchmarking, ORCHID), documentation (2001:db8::/32 and
 * 3fff::/20, RFC 9637) and 6to4 (2002::/16), whose relays are gone.
 */
export function isPublicIpv6(groups: readonly number[]): boolean {
  const [first = 0, second = 0] = groups;
  if (first < 0x2000 || first > 0x3fff || first === 0x2002) return false;
  if (first === 0x2001 && (second < 0x0200 || second === 0x0db8)) return false;
  return !(first === 0x3fff && second < 0x1000);
}

function asNumber(octets: readonly number[]): number {
  return octets.reduce((sum, octet) => sum * 256 + octet, 0);
}
