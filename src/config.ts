// Every setting: name, default, unit and check, read once from the environment and reported together.
import { accessSync, closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { BlockList, isIP, isIPv4 } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { SluiceError } from './errors.ts';

const flag = z
  .enum(['on', 'off', '1', '0', 'true', 'false'])
  .transform((text) => ['on', '1', 'true'].includes(text));
const positive = (fallback: number) => z.coerce.number().int().positive().default(fallback);
const MEBIBYTE = 1024 * 1024;

/** A database of another machine is spoken to over TLS that proves the server, or not at all. */
const databaseUrl = z.string().superRefine((text, context) => {
  const problem = databaseUrlProblem(text);
  if (problem !== null) context.addIssue(problem);
});

const timezone = z.string().refine((zone) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}, 'not an IANA time zone such as Europe/Copenhagen');

/** One entry a setting; `.describe` holds its meaning and unit. Secrets are listed in SECRET_SETTINGS. */
const schema = z.object({
  DATABASE_URL: databaseUrl.optional().describe("PostgreSQL 15 or newer; left out: Sluice's own server"),
  DATABASE_URL_FILE: z
    .string()
    .transform(readSecretFile)
    .pipe(databaseUrl)
    .optional()
    .describe('file of mode 0600 with DATABASE_URL, which then stands in no environment'),
  SLUICE_HOME: z.string().default('./.sluice').describe('folder of this installation'),
  SLUICE_KEY_FILE: z.string().optional().describe('key ring; default: <SLUICE_HOME>-keys.json'),
  SLUICE_DB_USER: z.string().optional().describe('as root: system user that runs the own server'),
  PORT: z.coerce.number().int().min(0).max(65535).default(8080).describe('TCP port of the service'),
  SLUICE_HOST: z.string().default('127.0.0.1').describe('address that the service listens on'),
  SLUICE_PUBLIC_URL: z
    .url()
    .optional()
    .describe('address under which callers reach the service; https makes browsers insist on it'),
  SLUICE_BEHIND_TLS: flag.default(false).describe('a proxy in front speaks TLS'),
  SLUICE_TRUSTED_PROXIES: z
    .string()
    .default('')
    .refine((text) => readNetworks(text) !== null, 'not a list of networks such as 10.0.0.0/8,fd00::/8')
    .describe('networks whose X-Forwarded-For counts: 10.0.0.0/8,fd00::/8'),
  SLUICE_PHI_MODE: flag.default(false).describe('refuse to start where patients would not be safe'),
  SLUICE_DNS: z
    .string()
    .optional()
    .describe("name servers host:port,host:port or https://host/path; default: the machine's"),
  SLUICE_TIMEZONE: timezone.default('UTC').describe('zone in which a date without time ends'),
  SLUICE_COMPAT: flag.default(false).describe('Bouncer and Kickbox paths; not used yet'),
  SLUICE_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('log level'),
  SLUICE_FORM_CALLS_PER_SECOND: positive(100).describe('calls a second of one publishable key'),
  SLUICE_FORM_CALLS_PER_DAY: positive(10_000).describe('calls a day of one network with publishable keys'),
  SLUICE_UPLOAD_MAX_BYTES: positive(2048 * MEBIBYTE).describe('bytes of one upload'),
  SLUICE_WORKBOOK_MAX_BYTES: positive(64 * MEBIBYTE).describe('bytes of one XLSX file'),
});

export type Settings = z.infer<typeof schema>;

export interface Config {
  readonly databaseUrl: string | undefined;
  readonly home: string;
  readonly keyFile: string;
  /** False when the key file is the default beside the home. */
  readonly keyFileNamed: boolean;
  readonly dbUser: string | undefined;
  readonly port: number;
  readonly host: string;
  readonly publicUrl: string | undefined;
  readonly behindTls: boolean;
  readonly phiMode: boolean;
  readonly dns: string | undefined;
  readonly timezone: string;
  readonly compat: boolean;
  readonly logLevel: Settings['SLUICE_LOG_LEVEL'];
  /** Whose X-Forwarded-For counts. */
  readonly trustedProxies: BlockList;
  readonly formCallsPerSecond: number;
  readonly formCallsPerDay: number;
  readonly uploadMaxBytes: number;
  readonly workbookMaxBytes: number;
  /** NODE_OPTIONS, which may hold a switch that opens the memory of the process. */
  readonly nodeOptions: string;
}

/**
 * Reads the settings.
 *
 * @throws SluiceError `settings-invalid`; its detail names each bad setting and why, never the value.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new SluiceError('settings-invalid', { detail: problems.join('; ') });
  }
  const settings = parsed.data;
  if (settings.DATABASE_URL !== undefined && settings.DATABASE_URL_FILE !== undefined)
    throw new SluiceError('settings-invalid', {
      detail: 'Give DATABASE_URL or DATABASE_URL_FILE, not both.',
    });
  const home = resolve(settings.SLUICE_HOME);
  return {
    databaseUrl: settings.DATABASE_URL ?? settings.DATABASE_URL_FILE,
    home,
    keyFile: settings.SLUICE_KEY_FILE ? resolve(settings.SLUICE_KEY_FILE) : `${home}-keys.json`,
    keyFileNamed: settings.SLUICE_KEY_FILE !== undefined,
    dbUser: settings.SLUICE_DB_USER,
    port: settings.PORT,
    host: settings.SLUICE_HOST,
    publicUrl: settings.SLUICE_PUBLIC_URL,
    behindTls: settings.SLUICE_BEHIND_TLS,
    phiMode: settings.SLUICE_PHI_MODE,
    dns: settings.SLUICE_DNS,
    timezone: settings.SLUICE_TIMEZONE,
    compat: settings.SLUICE_COMPAT,
    logLevel: settings.SLUICE_LOG_LEVEL,
    trustedProxies: readNetworks(settings.SLUICE_TRUSTED_PROXIES) ?? new BlockList(),
    formCallsPerSecond: settings.SLUICE_FORM_CALLS_PER_SECOND,
    formCallsPerDay: settings.SLUICE_FORM_CALLS_PER_DAY,
    uploadMaxBytes: settings.SLUICE_UPLOAD_MAX_BYTES,
    workbookMaxBytes: settings.SLUICE_WORKBOOK_MAX_BYTES,
    nodeOptions: given['NODE_OPTIONS'] ?? '',
  };
}

/** Name, meaning and default of each setting, for the documentation and its test. */
export function settingsTable(): readonly { name: string; meaning: string; fallback: string }[] {
  const defaults: Readonly<Record<string, unknown>> = schema.parse({});
  return Object.entries(schema.shape).map(([name, type]) => ({
    name,
    meaning: type.description ?? '',
    fallback: String(defaults[name] ?? ''),
  }));
}

/** Whether a host is this machine and no other; host names are taken by their text and never looked up. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

/**
 * The networks of a list such as `10.0.0.0/8,2001:db8::1`; null when one cannot be read. A prefix of 0 is refused:
 * who trusts everybody lets every caller say where he comes from.
 */
function readNetworks(text: string): BlockList | null {
  const networks = new BlockList();
  for (const entry of text.split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
    const family = isIP(address);
    const bitsMax = family === 4 ? 32 : 128;
    const bits = prefix === undefined ? bitsMax : Number(prefix);
    if (family === 0 || address.includes('%') || bits < 1 || bits > bitsMax) return null;
    networks.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6');
  }
  return networks;
}

/** What a database URL may ask for; the driver would send anything else to the server. */
const URL_PARAMETERS: ReadonlySet<string> = new Set(['host', 'sslmode', 'sslrootcert']);

/** Why a database URL is refused, or null. Nothing of the URL is repeated, because any part of it may be the password. */
function databaseUrlProblem(text: string): string | null {
  if (!URL.canParse(text)) return 'not a postgres:// URL';
  const { protocol, username, password, hostname, pathname, searchParams } = new URL(text);
  if (!/^postgres(ql)?:$/.test(protocol)) return 'not a postgres:// URL';
  const names = [...searchParams.keys()];
  if (names.some((name) => !URL_PARAMETERS.has(name)) || new Set(names).size < names.length)
    return 'takes host, sslmode and sslrootcert after the question mark, each once';
  // What is left out here would be filled in from the account and from PG* variables.
  if (username === '' || !/^\/[^/]+$/.test(pathname) || !/^[^,[]+$/.test(hostname))
    return 'must name one user, one host (not by its IPv6 address) and one database: postgres://user@host/database';
  if (!isEscaped(username) || !isEscaped(password) || !isEscaped(pathname))
    return 'holds a percent sign that escapes nothing: write %25';
  const socket = searchParams.get('host');
  if (socket !== null && !socket.startsWith('/')) return 'host= is for the folder of a socket';
  return tlsProblem(socket !== null || isLoopback(hostname), searchParams);
}

function isEscaped(part: string): boolean {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}

function tlsProblem(isLocal: boolean, parameters: URLSearchParams): string | null {
  const mode = parameters.get('sslmode') ?? 'disable';
  if (mode !== 'disable' && mode !== 'verify-full')
    return 'this sslmode does not prove who the server is: use verify-full';
  if (mode === 'disable' && !isLocal)
    return 'a server on another machine must prove who it is: add sslmode=verify-full, and sslrootcert=<file> for an authority of your own';
  const authority = parameters.get('sslrootcert') ?? 'system';
  return authority === 'system' || isReadable(authority) ? null : 'the file of sslrootcert cannot be read';
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** The text of a file that nobody else on the machine can read. */
function readSecretFile(path: string, context: z.RefinementCtx): string {
  let file: number | null = null;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(file);
    if (stats.isFile() && (stats.mode & 0o077) === 0) return readFileSync(file, 'utf8').trim();
    context.addIssue('must be a file of mode 0600');
  } catch {
    context.addIssue('cannot be read');
  } finally {
    if (file !== null) closeSync(file);
  }
  return z.NEVER;
}
