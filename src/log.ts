// The log: JSON lines with a closed list of fields, none of which can hold an address.
import { pino } from 'pino';

/** What a log line may say. Free text is a literal in our code; values go into these fields alone. */
export interface LogFields {
  readonly request_id?: string;
  /** Route template such as `/v1/lists/{id}`; never a path or a query. */
  readonly route?: string;
  readonly method?: string;
  readonly status?: number;
  readonly ms?: number;
  /** Public id of the key that asked. */
  readonly key?: string;
  readonly code?: string;
  readonly job?: string;
  readonly list?: string;
  readonly release?: string;
  readonly chunk?: number;
  readonly rows?: number;
  readonly domains?: number;
  readonly port?: number;
  readonly host?: string;
  readonly role?: string;
  readonly signal?: string;
  readonly count?: number;
  /** Path of the key file, as the settings name it. */
  readonly key_file?: string;
  /** Name of a program that runs: node, initdb or postgres. */
  readonly executable?: string;
  /** Version of a set of reference lists. */
  readonly lists_version?: string;
  /** Frames of our own files, for a failure that has no code. */
  readonly frames?: readonly string[];
}

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

const ALLOWED: ReadonlySet<string> = new Set<keyof LogFields>([
  'request_id',
  'route',
  'method',
  'status',
  'ms',
  'key',
  'code',
  'job',
  'list',
  'release',
  'chunk',
  'rows',
  'domains',
  'port',
  'host',
  'role',
  'signal',
  'count',
  'key_file',
  'executable',
  'lists_version',
  'frames',
]);

/** A log on standard error, so that a command's answer stays alone on standard output. */
export function createLog(level: string): Log {
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
  const at =
    (name: 'debug' | 'info' | 'warn' | 'error') =>
    (event: string, fields: LogFields = {}) =>
      logger[name](allowed(fields), event);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** The types hold our own code to the list; this holds an object that came in wider than its type. */
function allowed(fields: LogFields): LogFields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => ALLOWED.has(name)));
}

/** Names of functions and files of this project on the way to a failure; no message, which may hold a value. */
export function ownFrames(thrown: unknown): readonly string[] {
  if (!(thrown instanceof Error) || !thrown.stack) return [];
  const frames = thrown.stack.matchAll(
    /^\s+at (?:async )?(\S+ )?\(?file:\/\/\S*?\/((?:src|db|workers)\/[\w./-]+:\d+)/gm,
  );
  return [...frames].slice(0, 8).map(([, name, place]) => `${name ?? ''}${place}`);
}
