// The names that the local name server knows: a small zone file and how it is read.
import { isIPv4, isIPv6 } from 'node:net';
import { SluiceError } from '../errors.ts';

export type ZoneRecord =
  | {
      readonly type: 'MX';
      readonly ttlSeconds: number;
      readonly preference: number;
      readonly exchange: string;
    }
  | { readonly type: 'A' | 'AAAA'; readonly ttlSeconds: number; readonly address: string }
  | { readonly type: 'CNAME'; readonly ttlSeconds: number; readonly target: string }
  /** Start of authority, reduced to what a negative answer needs: MINIMUM (RFC 2308 4). */
  | { readonly type: 'SOA'; readonly ttlSeconds: number; readonly minimum: number };

/** How a question for a name is made to fail. `timeout`: no answer at all. */
export type ZoneFailure = 'servfail' | 'refused' | 'timeout';

export interface ZoneName {
  readonly records: readonly ZoneRecord[];
  /** Every question for the name ends like this. */
  readonly failure?: ZoneFailure;
}

export interface Zone {
  /** Lower-case names without trailing dot; `*.example.com` stands for names below that have no entry. */
  readonly names: ReadonlyMap<string, ZoneName>;
}

const TTL_SECONDS = 300;
const FAILURES: ReadonlySet<string> = new Set(['servfail', 'refused', 'timeout'] satisfies ZoneFailure[]);
const NUMBER = /^[0-9]{1,10}$/;

/**
 * Reads a zone file: a subset of master-file syntax (RFC 1035 5.1), one record a line.
 *
 * ```
 * ; name             [ttl] [IN] type value
 * example.com.       300   IN   MX   10 mx1.example.com.
 * mx1.example.com.             A    198.51.100.7
 * www.example.com.             CNAME example.com.
 * nomail.example.              MX   0 .
 * example.com.                 SOA  900
 * broken.example.              FAIL servfail
 * ```
 *
 * Names are always absolute; the trailing dot may be left out. A TTL is 300 s if left out. `SOA` takes the
 * MINIMUM alone. `FAIL servfail|refused|timeout` makes every question for the name end like that. A name
 * that is absent does not exist (NXDOMAIN); a type that is absent is NODATA.
 *
 * @throws SluiceError `invalid-value` with the number of the line.
 */
export function parseZone(text: string): Zone {
  const names = new Map<string, { records: ZoneRecord[]; failure?: ZoneFailure }>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [name, ...rest] = line.replace(/;.*$/, '').trim().split(/\s+/);
    if (!name) continue;
    const key = absoluteName(name);
    const entry = names.get(key) ?? { records: [] };
    names.set(key, entry);
    const read = parseRecord(rest);
    if (read === undefined) {
      throw new SluiceError('invalid-value', {
        row: index + 1,
        detail: 'The zone file line cannot be read.',
      });
    }
    if (typeof read === 'string') entry.failure = read;
    else entry.records.push(read);
  }
  return { names };
}

/** The entry for a lower-case name: its own, else that of the nearest wildcard above it. */
export function findZoneName(zone: Zone, name: string): ZoneName | undefined {
  const own = zone.names.get(name);
  if (own) return own;
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    const wildcard = zone.names.get(`*${name.slice(dot)}`);
    if (wildcard) return wildcard;
  }
  return undefined;
}

/** The name of the SOA above a name and its record: of the zone file, else one of the root. */
export function findAuthority(
  zone: Zone,
  name: string,
): { readonly owner: string; readonly ttlSeconds: number; readonly minimum: number } {
  for (let owner = name; owner !== ''; owner = parentOf(owner)) {
    const soa = zone.names.get(owner)?.records.find((record) => record.type === 'SOA');
    if (soa) return { owner, ttlSeconds: soa.ttlSeconds, minimum: soa.minimum };
  }
  return { owner: '', ttlSeconds: TTL_SECONDS, minimum: TTL_SECONDS };
}

function parentOf(name: string): string {
  const dot = name.indexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1);
}

function absoluteName(text: string): string {
  return text.toLowerCase().replace(/\.$/, '');
}

/** `[ttl] [IN] type value`; undefined when it cannot be read. */
function parseRecord(fields: readonly string[]): ZoneRecord | ZoneFailure | undefined {
  const [first = ''] = fields;
  if (NUMBER.test(first)) return parseValue(Number(first), withoutClass(fields.slice(1)));
  return parseValue(TTL_SECONDS, withoutClass(fields));
}

function withoutClass(fields: readonly string[]): readonly string[] {
  return fields[0]?.toUpperCase() === 'IN' ? fields.slice(1) : fields;
}

function parseValue(ttlSeconds: number, fields: readonly string[]): ZoneRecord | ZoneFailure | undefined {
  const [type = '', value = '', second = '', ...extra] = fields;
  if (extra.length > 0 || value === '') return undefined;
  switch (type.toUpperCase()) {
    case 'MX':
      if (!NUMBER.test(value) || Number(value) > 0xffff || second === '') return undefined;
      return { type: 'MX', ttlSeconds, preference: Number(value), exchange: absoluteName(second) };
    case 'A':
      return isIPv4(value) ? { type: 'A', ttlSeconds, address: value } : undefined;
    case 'AAAA':
      return isIPv6(value) ? { type: 'AAAA', ttlSeconds, address: value } : undefined;
    case 'CNAME':
      return { type: 'CNAME', ttlSeconds, target: absoluteName(value) };
    case 'SOA':
      return NUMBER.test(value) ? { type: 'SOA', ttlSeconds, minimum: Number(value) } : undefined;
    case 'FAIL':
      return FAILURES.has(value) ? (value as ZoneFailure) : undefined;
    default:
      return undefined;
  }
}
