// The demo's data: the files read, hold what their README says, know every domain and name nobody.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { CAPTURE_POINTS, CONSENT_KINDS, PURPOSES, STREAMS } from '../../src/model/consent.ts';
import { SUPPRESSION_REASONS } from '../../src/model/suppression.ts';

const FOLDER = new URL('../../data/demo/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8');
const README = read('README.md');

const linesOf = <Column extends string>(name: string): Readonly<Record<Column, string>>[] =>
  parse(read(name), { columns: true });

const ELEMENTS = [
  'info_description',
  'disclosers',
  'recipients',
  'purposes',
  'signer',
  'revocation_statement',
  'conditioning_statement',
  'redisclosure_statement',
  'remuneration',
  'plain_language_attested',
  'copy_given_at',
  'signature_method',
  'signer_auth_level',
  'document_sha256',
  'collection_context',
] as const;
const CONSENTS = linesOf<
  | 'address'
  | 'kind'
  | 'signed_at'
  | 'capture_point'
  | 'stream'
  | 'expires_at'
  | 'expiry_event'
  | (typeof ELEMENTS)[number]
>('consents.csv');
const SUPPRESSIONS = linesOf<
  'address' | 'domain' | 'hash' | 'reason' | 'scope' | 'expires_at' | 'received_at'
>('suppressions.csv');
const CONTACTS = linesOf<'address' | 'is_minor' | 'deceased_at' | 'confidential'>('contacts.csv');

const [HEADING = [], ...ROWS]: string[][] = parse(read('clinic-newsletter.csv'), {
  bom: true,
  delimiter: ';',
  relax_column_count: true,
  skip_empty_lines: false,
});
const ADDRESS_CELL = HEADING.indexOf('E-mail');
const isBlank = (row: readonly string[]) => row.every((cell) => cell === '');

/** What anybody would read as an address at once: a dot-string of at most 64 characters at a dotted name. */
const PLAIN =
  /^(?=[^@]{1,64}@)[^\s"(),:;<>@[\]\\.]+(?:\.[^\s"(),:;<>@[\]\\.]+)*@(?:[\p{L}\p{N}][\p{L}\p{M}\p{N}-]*\.)+\p{L}[\p{L}\p{M}\p{N}-]+$/u;

/** The cell as a plain address in lower case; undefined for anything else. */
function plainAddress(cell = ''): string | undefined {
  const text = cell.trim().normalize('NFC').toLowerCase();
  return PLAIN.test(text) ? text : undefined;
}
const PLAIN_ADDRESSES = ROWS.flatMap((row) => plainAddress(row[ADDRESS_CELL]) ?? []);
const domainOf = (address: string) => domainToASCII(address.slice(address.indexOf('@') + 1));

/** The zone, each name with its section; `; == heading ==` opens a section. */
interface ZoneRecord {
  readonly section: string;
  readonly name: string;
  readonly type: string;
  readonly value: string;
}
const ZONE = readZone();
const SECTION_OF = new Map(ZONE.map(({ name, section }) => [name, section]));

function readZone(): ZoneRecord[] {
  let section = '';
  return read('zone.txt')
    .split('\n')
    .flatMap((line) => {
      section = /^; == (.+) ==$/.exec(line)?.[1] ?? section;
      if (line === '' || line.startsWith(';')) return [];
      const [, name = '', type = '', value = ''] = /^(\S+)\. ([A-Z]+) (.+)$/.exec(line) ?? [line];
      return [{ section, name, type, value }];
    });
}

/** The words of the code block under a heading of the README. */
function documented(heading: string): Set<string> {
  const block = README.split(`## ${heading}\n`)[1]?.split('```')[1] ?? '';
  return new Set(block.split(/\s+/).filter((word) => word !== '' && word !== 'text'));
}
const NXDOMAIN = documented('Domains that do not exist');
const NEVER_ASKED = documented('Domains that are never asked about');

const isIncomplete = (line: (typeof CONSENTS)[number]) =>
  ELEMENTS.some((element) => line[element] === '') || (line.expires_at === '') === (line.expiry_event === '');
const isPast = (text = '') => text !== '' && Date.parse(text) < Date.parse('2026-06-01');

/** Everything that the README counts, counted. */
function counted(): Map<string, number> {
  const counts = new Map<string, number>();
  const set = (name: string, things: readonly unknown[]) => counts.set(name, things.length);
  const filled = ROWS.filter((row) => !isBlank(row));
  set('data rows', ROWS);
  set('blank rows', ROWS.filter(isBlank));
  set(
    'rows with too few cells',
    filled.filter((row) => row.length < HEADING.length),
  );
  set(
    'rows with too many cells',
    filled.filter((row) => row.length > HEADING.length),
  );
  set(
    'rows with a line break inside a cell',
    ROWS.filter((row) => row.some((cell) => cell.includes('\n'))),
  );
  set(
    'rows without an address',
    filled.filter((row) => (row[ADDRESS_CELL] ?? '') === ''),
  );
  const others = filled.filter((row) => (row[ADDRESS_CELL] ?? '') !== '' && !plainAddress(row[ADDRESS_CELL]));
  set('addresses wrapped, quoted, literal or broken', others);
  const seen = PLAIN_ADDRESSES.map((text) => `${text.split('@')[0]}@${domainOf(text)}`);
  set('plain addresses', seen);
  set('plain addresses seen before in the list', seen.slice(new Set(seen).size));
  for (const text of PLAIN_ADDRESSES) {
    const kind = `at: ${kindOf(domainOf(text))}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  for (const { kind } of CONSENTS)
    counts.set(`consents: ${kind}`, (counts.get(`consents: ${kind}`) ?? 0) + 1);
  const authorizations = CONSENTS.filter(({ kind }) => kind === 'hipaa_authorization');
  set('authorizations with an element missing', authorizations.filter(isIncomplete));
  set(
    'consents that have expired',
    CONSENTS.filter((line) => isPast(line.expires_at)),
  );
  set(
    'consents for the transactional stream',
    CONSENTS.filter(({ stream }) => stream === 'transactional'),
  );
  for (const { reason } of SUPPRESSIONS) {
    counts.set(`suppressions: ${reason}`, (counts.get(`suppressions: ${reason}`) ?? 0) + 1);
  }
  set(
    'suppressions given as a hash',
    SUPPRESSIONS.filter(({ hash }) => hash !== ''),
  );
  set(
    'suppressions that have ended',
    SUPPRESSIONS.filter((line) => isPast(line.expires_at)),
  );
  set('contacts', CONTACTS);
  set(
    'contacts who are minors',
    CONTACTS.filter((line) => line.is_minor === 'true'),
  );
  set(
    'contacts who have died',
    CONTACTS.filter((line) => line.deceased_at !== ''),
  );
  set(
    'contacts with another channel',
    CONTACTS.filter((line) => line.confidential === 'true'),
  );
  return counts;
}

function kindOf(domain: string): string {
  if (NXDOMAIN.has(domain)) return 'domains that do not exist';
  if (NEVER_ASKED.has(domain)) return 'domains that are never asked about';
  return SECTION_OF.get(domain) ?? `unknown domain ${domain}`;
}

describe('the files', () => {
  test('hold exactly the counts that the README gives', () => {
    const rows = [...README.matchAll(/^\| (.+?) \| (\d+) \|$/gm)];
    const claimed = Object.fromEntries(rows.map(([, name = '', count]) => [name, Number(count)]));
    expect(claimed).toEqual(Object.fromEntries(counted()));
  });

  test('are a list as spreadsheets write it: BOM, semicolons, CRLF', () => {
    const text = read('clinic-newsletter.csv');
    expect(text.startsWith('\ufeffContact No;Last name;First name;E-mail;')).toBe(true);
    expect(text.endsWith('\r\n')).toBe(true);
    expect(text.split('\r\n').length - 2).toBe(ROWS.length);
  });

  test('stay under 600 KB together', () => {
    const sizes = readdirSync(FOLDER).map((name) => statSync(new URL(name, FOLDER)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(600 * 1024);
  });
});

describe('consents', () => {
  test('have an address, a kind, an instant of signature and a capture point from the closed lists', () => {
    for (const line of CONSENTS) {
      expect(CONSENT_KINDS).toContain(line.kind);
      expect(CAPTURE_POINTS).toContain(line.capture_point);
      expect(['', ...STREAMS]).toContain(line.stream);
      for (const purpose of (line.purposes || PURPOSES[0]).split(';')) expect(PURPOSES).toContain(purpose);
      expect(line.address.trim()).not.toBe('');
      expect(isPastInstant(line.signed_at)).toBe(true);
    }
  });

  test('are for people of the list, all but a few', () => {
    const listed = new Set(PLAIN_ADDRESSES);
    const strangers = CONSENTS.filter((line) => !listed.has(plainAddress(line.address) ?? ''));
    expect(strangers.length).toBeLessThan(CONSENTS.length * 0.05);
  });
});

describe('suppressions', () => {
  test('name one address, domain or hash each, a reason from the closed list and a past instant', () => {
    for (const { address, domain, hash, reason, received_at: receivedAt } of SUPPRESSIONS) {
      expect([address, domain, hash].filter((text) => text !== '')).toHaveLength(1);
      expect(hash).toMatch(/^(?:[0-9a-f]{32}|[0-9a-f]{64})?$/i);
      expect(SUPPRESSION_REASONS).toContain(reason);
      expect(isPastInstant(receivedAt)).toBe(true);
    }
    expect(SUPPRESSIONS.every(({ scope }) => ['', 'all', ...STREAMS].includes(scope))).toBe(true);
  });

  test('hold no trap that is on the list, because one would hold the whole release', () => {
    const traps = SUPPRESSIONS.filter(({ reason }) => reason === 'spam_trap').map(({ address }) => address);
    expect(traps.length).toBeGreaterThan(0);
    expect(PLAIN_ADDRESSES.filter((address) => traps.includes(address))).toEqual([]);
  });
});

const isPastInstant = (text = '') =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) && Date.parse(text) < Date.parse('2026-10-01');

const NOT_PUBLIC = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 22],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  NOT_PUBLIC.addSubnet(network, bits);
}
NOT_PUBLIC.addAddress('::1', 'ipv6');
NOT_PUBLIC.addSubnet('2001:db8::', 32, 'ipv6');
NOT_PUBLIC.addSubnet('fc00::', 7, 'ipv6');
NOT_PUBLIC.addSubnet('fe80::', 10, 'ipv6');

const UNREACHABLE = 'mail hosts that the internet cannot reach';
const VALUE_OF: Readonly<Record<string, (value: string) => boolean>> = {
  MX: (value) => /^\d+ (?:\.|[a-z0-9][a-z0-9.-]*\.)$/.test(value),
  A: (value) => isIP(value) === 4,
  AAAA: (value) => isIP(value) === 6,
  SOA: (value) => /^\d+$/.test(value),
  FAIL: (value) => ['servfail', 'refused', 'timeout'].includes(value),
};

describe('the zone', () => {
  test('is one well-formed record a line, every name in one section', () => {
    for (const { section, name, type, value } of ZONE) {
      expect(`${name} ${type} ${VALUE_OF[type]?.(value)}`).toBe(`${name} ${type} true`);
      expect(name).toBe(domainToASCII(name));
      expect(SECTION_OF.get(name)).toBe(section);
    }
  });

  test('knows every domain of the list that is not documented as missing', () => {
    const strange = PLAIN_ADDRESSES.map(domainOf).filter((domain) => kindOf(domain).startsWith('unknown'));
    expect([...new Set(strange)]).toEqual([]);
    expect([...NXDOMAIN, ...NEVER_ASKED].filter((name) => SECTION_OF.has(name))).toEqual([]);
  });

  test('gives every exchange a public address, except where it cannot be reached on purpose', () => {
    const addresses = ZONE.filter(({ type }) => type === 'A' || type === 'AAAA');
    const published = new Set(addresses.map(({ name }) => name));
    for (const { section, value } of ZONE.filter(({ type, value }) => type === 'MX' && value !== '0 .')) {
      const exchange = value.split(' ')[1]?.slice(0, -1) ?? '';
      expect(section === UNREACHABLE || published.has(exchange) || exchange).toBe(true);
    }
    const isPrivate = ({ value }: ZoneRecord) => NOT_PUBLIC.check(value, isIP(value) === 4 ? 'ipv4' : 'ipv6');
    const hidden = addresses.filter(isPrivate).map(({ section }) => section);
    expect(new Set(hidden)).toEqual(new Set([UNREACHABLE]));
  });

  test('keeps the demo quick: at most three domains time out', () => {
    expect(ZONE.filter(({ value }) => value === 'timeout').length).toBeLessThanOrEqual(3);
  });
});

/** Numbers kept for fiction (NANP 555-01XX, Ofcom, BNetzA, Arcep), or behind +CC 00, which is never given out. */
const FICTIONAL = [
  /^1?\d{3}55501\d\d$/,
  /^447700900\d{3}$/,
  /^4917139200\d\d$/,
  /^3363998\d{4}$/,
  /^(?:30|34|39|45|48|90)00\d{6}$/,
];

/** The commonest family names of the languages in the list: an address with one may belong to somebody. */
const COMMON_NAMES = new Set(
  'smith jones brown taylor williams wilson johnson davies miller davis garcia martinez rodriguez fernandez lopez gonzalez sanchez perez gomez hansen jensen nielsen pedersen andersen christensen larsen soerensen rasmussen mueller muller schmidt schneider fischer weber meyer wagner becker schulz hoffmann martin bernard dubois thomas robert petit durand leroy moreau rossi russo ferrari esposito bianchi nowak kowalski kowalska wisniewski wojcik kowalczyk kaminski ivanov ivanova smirnov kuznetsov popov petrov wang li zhang liu chen yang zhao huang zhou wu papadopoulos georgiou cohen levi mizrahi yilmaz kaya demir celik ahmed mohamed ali hassan ibrahim'.split(
    ' ',
  ),
);

describe('the people', () => {
  test('have telephone numbers that ring nowhere', () => {
    const phones = ROWS.map((row) => row[HEADING.indexOf('Phone')] ?? '').filter((cell) => /\d/.test(cell));
    expect(phones.length).toBeGreaterThan(1000);
    const digits = phones.map((cell) => cell.replace(/\D/g, ''));
    expect(digits.filter((number) => !FICTIONAL.some((range) => range.test(number)))).toEqual([]);
  });

  test('carry invented family names, in their cells and in their addresses', () => {
    const cells = ROWS.map((row) => row[HEADING.indexOf('Last name')] ?? '');
    const texts = [...cells, ...[...CONSENTS, ...SUPPRESSIONS, ...CONTACTS].map(({ address }) => address)];
    const words = [...texts, ...PLAIN_ADDRESSES].flatMap((text) => {
      const [localPart = ''] = text.toLowerCase().split('@');
      return localPart.split(/[^\p{L}]+/u);
    });
    expect([...new Set(words)].filter((word) => COMMON_NAMES.has(word))).toEqual([]);
  });
});
