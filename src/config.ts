// Every setting: name, default, unit and check, read once from the environment and reported together.
import { resolve } from 'node:path';
import { z } from 'zod';
import { SluiceError } from './errors.ts';

const flag = z
  .enum(['on', 'off', '1', '0', 'true', 'false'])
  .transform((text) => ['on', '1', 'true'].includes(text));
const bytes = (fallback: number) => z.coerce.number().int().positive().default(fallback);
const MEBIBYTE = 1024 * 1024;

/** A database of another machine is spoken to over TLS that proves the server, or not at all. */
const databaseUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol),
    'not a postgres:// URL',
  )
  .refine(
    (text) => !/[?&]sslmode=(require|prefer|allow)\b/.test(text),
    'this sslmode does not verify the server: use verify-full',
  );

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
  SLUICE_HOME: z.string().default('./.sluice').describe('folder of this installation'),
  SLUICE_KEY_FILE: z.string().optional().describe('key ring; default: <SLUICE_HOME>-keys.json'),
  SLUICE_DB_USER: z.string().optional().describe('as root: system user that runs the own server'),
  PORT: z.coerce.number().int().min(0).max(65535).default(8080).describe('TCP port of the service'),
  SLUICE_HOST: z.string().default('127.0.0.1').describe('address that the service listens on'),
  SLUICE_PUBLIC_URL: z
    .url()
    .optional()
    .describe('address under which callers reach the service; not used yet'),
  SLUICE_BEHIND_TLS: flag.default(false).describe('a proxy in front speaks TLS'),
  SLUICE_TRUSTED_PROXIES: z
    .string()
    .default('')
    .describe('networks whose X-Forwarded-For counts; not used yet'),
  SLUICE_PHI_MODE: flag.default(false).describe('refuse to start where patients would not be safe'),
  SLUICE_DNS: z.string().optional().describe("name servers host:port,host:port; default: the machine's"),
  SLUICE_TIMEZONE: timezone.default('UTC').describe('zone in which a date without time ends'),
  SLUICE_COMPAT: flag.default(false).describe('Bouncer and Kickbox paths; not used yet'),
  SLUICE_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('log level'),
  SLUICE_UPLOAD_MAX_BYTES: bytes(2048 * MEBIBYTE).describe('bytes of one upload'),
  SLUICE_WORKBOOK_MAX_BYTES: bytes(64 * MEBIBYTE).describe('bytes of one XLSX file'),
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
  readonly uploadMaxBytes: number;
  readonly workbookMaxBytes: number;
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
  const home = resolve(settings.SLUICE_HOME);
  return {
    databaseUrl: settings.DATABASE_URL,
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
    uploadMaxBytes: settings.SLUICE_UPLOAD_MAX_BYTES,
    workbookMaxBytes: settings.SLUICE_WORKBOOK_MAX_BYTES,
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
