// IP addresses as numbers: read from text, written in canonical form, and whether the internet can reach them.

/** The four octets of a dotted quad, or null. No leading zeros: `inet_aton` would read those as octal. */
export function parseIpv4(text: string): readonly number[] | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part))) return null;
  const octets = parts.map(Number);
  return octets.every((octet) => octet <= 255) ? octets : null;
}

/**
 * The eight 16-bit groups of an IPv6 address, or null. By RFC 5321 4.1.3 a `::` stands for two groups
 * or more, the last two groups may be a dotted quad, and there are no zone ids.
 */
export function parseIpv6(text: string): readonly number[] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head = '', tail] = halves;
  if (tail === undefined) {
    const groups = parseGroups(head, true);
    return groups?.length === 8 ? groups : null;
  }
  const before = head === '' ? [] : parseGroups(head, false);
  const after = tail === '' ? [] : parseGroups(tail, true);
  if (!before || !after || before.length + after.length > 6) return null;
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** Groups between single colons; the last one may be a dotted quad where that is allowed. */
function parseGroups(text: string, mayEndInQuad: boolean): number[] | null {
  const parts = text.split(':');
  const quad = mayEndInQuad && parts.at(-1)?.includes('.') ? parseIpv4(parts.pop() ?? '') : undefined;
  if (quad === null || !parts.every((part) => /^[\dA-Fa-f]{1,4}$/.test(part))) return null;
  const groups = parts.map((part) => Number.parseInt(part, 16));
  if (quad) groups.push(pair(quad[0], quad[1]), pair(quad[2], quad[3]));
  return groups;
}

function pair(high = 0, low = 0): number {
  return high * 256 + low;
}

/**
 * The text of RFC 5952 4 and 5: lower case, no leading zeros, `::` for the first of the longest runs of
 * zeros, and a dotted quad after `::ffff:`.
 */
export function formatIpv6(groups: readonly number[]): string {
  const [, , , , , , sixth = 0, seventh = 0] = groups;
  if (isMappedIpv4(groups)) {
    return `::ffff:${sixth >> 8}.${sixth & 255}.${seventh >> 8}.${seventh & 255}`;
  }
  const hex = groups.map((group) => group.toString(16)).join(':');
  const runs = hex.match(/(?<![^:])0(?::0)+(?![^:])/g) ?? [];
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  if (longest === '') return hex;
  const start = hex.search(new RegExp(`(?<![^:])${longest}(?![^:])`));
  const before = hex.slice(0, start).replace(/:$/, '');
  const after = hex.slice(start + longest.length).replace(/^:/, '');
  return `${before}::${after}`;
}

function isMappedIpv4(groups: readonly number[]): boolean {
  return groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
}
