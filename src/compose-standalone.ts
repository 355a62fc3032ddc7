// The composition root of the commands without a database: lists, name servers and threads, nothing stored.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import type { Config } from './config.ts';
import { SluiceError } from './errors.ts';
import { DEFAULT_LIMITS } from './intake/limits.ts';
import { listsInUse } from './lists-in-use.ts';
import { createDomainLookups, type DomainLookups } from './lookup/domain-lookups.ts';
import { createResolver } from './lookup/resolver.ts';
import { type NameServerAddress, nameServers } from './lookup/servers.ts';
import { createThreads } from './pipeline/threads.ts';
import { type AddressValidator, createAddressValidator } from './pipeline/validate-address.ts';
import {
  type FileSource,
  type FileSummary,
  type VerifyFileOptions,
  verifyFile,
} from './pipeline/verify-file.ts';
import { loadReferenceLists } from './reference/load.ts';
import { explain } from './score/explain.ts';

export type { FileSource, FileSummary } from './pipeline/verify-file.ts';

/** Name servers as SLUICE_DNS names them; false: none is asked; undefined: SLUICE_DNS, else the machine's. */
export type DnsChoice = string | false | undefined;

/** What one run of `verify` adds to the settings. */
export type FileRun = Pick<VerifyFileOptions, 'addressColumn' | 'guard' | 'signal' | 'onProgress'>;

/** More threads would wait for the one that reads the file and writes the answer. */
const THREADS_MAX = 4;

interface Closable {
  close(): void | Promise<void>;
}

/**
 * What `check` works with.
 *
 * @throws SluiceError `invalid-value` for a choice that cannot be read, `settings-invalid` for SLUICE_DNS,
 *   `dns-unavailable` without a name server, `reference-lists-invalid`
 */
export async function composeValidator(
  dns: DnsChoice,
  config: Config,
): Promise<Closable & { readonly validate: AddressValidator; readonly explain: typeof explain }> {
  const lists = await loadReferenceLists(await listsInUse(config));
  const { lookups, close } = openLookups(dns, config);
  return { validate: createAddressValidator({ lists, lookups, now: () => new Date() }), explain, close };
}

/** What `verify` works with; throws as `composeValidator` does. */
export async function composeFileVerifier(
  dns: DnsChoice,
  config: Config,
): Promise<
  Closable & {
    verify(
      source: FileSource,
      write: (bytes: Uint8Array) => Promise<void>,
      run: FileRun,
    ): Promise<FileSummary>;
  }
> {
  const listsDirectory = await listsInUse(config);
  const lists = await loadReferenceLists(listsDirectory);
  const { lookups, close } = openLookups(dns, config);
  keepYoungHeapsSmall();
  const threads = createThreads({
    threads: Math.min(THREADS_MAX, availableParallelism()),
    listsDirectory,
  });
  const { uploadMaxBytes, workbookMaxBytes } = config;
  const limits = { ...DEFAULT_LIMITS, uploadMaxBytes, workbookMaxBytes };
  return {
    verify: (source, write, run) => verifyFile(source, write, { ...run, threads, lookups, lists, limits }),
    async close() {
      close();
      await threads.close();
    },
  };
}

/**
 * What lives is 40 MB, but each heap lets its young generation grow towards 100 MB before it looks. Measured on
 * 100,000 rows of 50,000 domains: 390 MB instead of 580, and no slower.
 */
function keepYoungHeapsSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

function openLookups(dns: DnsChoice, config: Config): { lookups: DomainLookups | null; close(): void } {
  if (dns === false) return { lookups: null, close: () => {} };
  return lookupsOn(dns === undefined ? configuredServers(config) : named(dns));
}

/** The bounded look-ups on some name servers. */
export function lookupsOn(servers: readonly NameServerAddress[]) {
  const resolver = createResolver({ servers });
  const lookups = createDomainLookups({ resolver, clock: () => performance.now() });
  return {
    lookups,
    close() {
      lookups.close();
      resolver.close();
    },
  };
}

/**
 * The servers of SLUICE_DNS, else the machine's.
 *
 * @throws SluiceError `settings-invalid`, or `dns-unavailable` when there is none
 */
export function configuredServers({ dns }: Pick<Config, 'dns'>): readonly NameServerAddress[] {
  return nameServers(dns, dns === undefined ? readResolvConf() : '');
}

function named(dns: string) {
  try {
    return nameServers(dns, '');
  } catch {
    throw new SluiceError('invalid-value', {
      detail: '--dns takes name servers as HOST:PORT or https://HOST/PATH, several with commas between them.',
    });
  }
}

function readResolvConf(): string {
  try {
    return readFileSync('/etc/resolv.conf', 'utf8');
  } catch {
    return '';
  }
}
