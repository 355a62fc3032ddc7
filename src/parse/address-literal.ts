// Address literals in brackets (RFC 5321 4.1.3): IPv4 and `IPv6:` alone, for no other tag is registered.

import { formatIpv6, parseIpv4, parseIpv6 } from './ip-address.ts';
import { isPublicIpv4, isPublicIpv6 } from './public-ip.ts';

interface AddressLiteral {
  /** Canonical, with brackets: `[192.0.2.1]` or `[IPv6:2001:db8::1]` (RFC 5952). */
  readonly text: string;
  readonly kind: 'ipv4-literal' | 'ipv6-literal';
  /** False for private, loopback, link-local, multicast, documentation and other special ranges. */
  readonly isPublic: boolean;
}

const IPV6_TAG = /^IPv6:/i;

/** Parses a domain part that opens with a bracket; null when it is not a literal that may be used. */
export function parseAddressLiteral(text: string): AddressLiteral | null {
  if (!text.startsWith('[') || !text.endsWith(']')) return null;
  const inner = text.slice(1, -1);
  if (IPV6_TAG.test(inner)) {
    const groups = parseIpv6(inner.slice(5));
    if (!groups) return null;
    return { text: `[IPv6:${formatIpv6(groups)}]`, kind: 'ipv6-literal', isPublic: isPublicIpv6(groups) };
  }
  const octets = parseIpv4(inner);
  return octets && { text: `[${inner}]`, kind: 'ipv4-literal', isPublic: isPublicIpv4(octets) };
}
