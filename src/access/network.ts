// Where a call comes from: the address that counts, and the network that shares a budget.
import { type BlockList, isIP, SocketAddress } from 'node:net';
import { parseIpv6 } from '../parse/ip-address.ts';

/** What is known of the way a call came. */
export interface CallOrigin {
  /** The other end of the socket; undefined where there is none. */
  readonly socketAddress: string | undefined;
  /** The header `X-Forwarded-For`, several lines joined by commas. */
  readonly forwardedFor: string | undefined;
}

/** Calls without an address share one budget. */
const NOWHERE = 'nowhere';
/** Groups of 16 bits that a /56 holds whole; of the next it holds the upper half. */
const WHOLE_GROUPS = 3;

/**
 * The network that a call counts against: an IPv4 address, or the /56 of an IPv6 address, which is what a
 * household or an office is given (RFC 6177). Whoever wants more must have more networks, not more headers:
 * `X-Forwarded-For` is read from the right, and only as far as trusted proxies wrote it.
 */
export function networkOfCall({ socketAddress, forwardedFor }: CallOrigin, trusted: BlockList): string {
  let address = readAddress(socketAddress ?? '');
  const hops = forwardedFor?.split(',') ?? [];
  while (address !== null && isTrusted(address, trusted)) {
    const before = readAddress(hops.pop() ?? '');
    // A hop that cannot be read leaves the call with the proxy that wrote it.
    if (before === null) break;
    address = before;
  }
  return address === null ? NOWHERE : networkOf(address);
}

/** An IP address in its usual form, also with a port behind it or in brackets; null for anything else. */
function readAddress(text: string): string | null {
  const trimmed = text.trim();
  const [, bracketed, , dotted] = /^\[([^\]]+)\](:\d+)?$|^([\d.]+):\d+$/.exec(trimmed) ?? [];
  const address = bracketed ?? dotted ?? trimmed;
  const family = isIP(address);
  if (family === 0) return null;
  if (family === 4) return address;
  const { address: usual } = new SocketAddress({ address, family: 'ipv6' });
  return usual.startsWith('::ffff:') && usual.includes('.') ? usual.slice('::ffff:'.length) : usual;
}

function isTrusted(address: string, trusted: BlockList): boolean {
  return trusted.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

function networkOf(address: string): string {
  if (isIP(address) === 4) return address;
  const groups = parseIpv6(address) ?? [];
  const part = (groups[WHOLE_GROUPS] ?? 0) & 0xff00;
  return [...groups.slice(0, WHOLE_GROUPS), part].map((group) => group.toString(16)).join(':');
}
