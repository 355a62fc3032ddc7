// Reads the lists written for Sluice (`data/authored/`): `#` remarks, names set apart by white space.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SluiceError } from '../../errors.ts';

/** A provider's domain; `target` marks one that typo suggestions may point at. */
export interface ProviderDomain {
  readonly domain: string;
  readonly key: string;
  readonly target: boolean;
}

/** A domain whose hosts take mail for a provider's customers. */
type MailHostSuffix = Pick<ProviderDomain, 'domain' | 'key'>;

/** A line `right domains: wrong labels or wrong domains`. */
export interface TypoLine {
  readonly right: readonly string[];
  readonly wrong: readonly string[];
}

export interface Authored {
  readonly relay: readonly string[];
  readonly providers: readonly ProviderDomain[];
  readonly notFree: readonly string[];
  readonly roles: readonly string[];
  readonly notRoles: readonly string[];
  readonly typos: readonly TypoLine[];
  readonly realDomains: readonly string[];
  readonly organisations: readonly string[];
  readonly specialUse: readonly string[];
  readonly mxProviders: readonly MailHostSuffix[];
  readonly mxDisposable: readonly string[];
  readonly mxParked: readonly string[];
}

/** Reads the folder `data/authored`. */
export async function readAuthored(directory: string): Promise<Authored> {
  const lines = async (file: string): Promise<string[]> => {
    const text = await readFile(join(directory, file), 'utf8');
    return text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  };
  const names = async (file: string): Promise<string[]> => (await lines(file)).flatMap(words);
  return {
    relay: await names('relay.txt'),
    providers: (await lines('providers.txt')).flatMap(toProviderDomains),
    notFree: await names('not-free.txt'),
    roles: await names('roles.txt'),
    notRoles: await names('not-roles.txt'),
    typos: (await lines('typo-domains.txt')).map(toTypoLine),
    realDomains: await names('real-domains.txt'),
    organisations: await names('organisations.txt'),
    specialUse: await names('special-use.txt'),
    mxProviders: (await lines('mx-providers.txt')).flatMap(toMailHostSuffixes),
    mxDisposable: await names('mx-disposable.txt'),
    mxParked: await names('mx-parked.txt'),
  };
}

function toProviderDomains(line: string): ProviderDomain[] {
  const [key, rest] = split(line);
  return words(rest).map((word) => ({ domain: word.replace(/^!/, ''), key, target: word.startsWith('!') }));
}

function toMailHostSuffixes(line: string): MailHostSuffix[] {
  const [key, rest] = split(line);
  return words(rest).map((domain) => ({ domain, key }));
}

function toTypoLine(line: string): TypoLine {
  const [right, wrong] = split(line);
  return { right: right.split(',').map((domain) => domain.trim()), wrong: words(wrong) };
}

function split(line: string): [string, string] {
  const colon = line.indexOf(':');
  if (colon < 1) {
    throw new SluiceError('reference-lists-invalid', { detail: 'An authored line lacks its colon.' });
  }
  return [line.slice(0, colon).trim(), line.slice(colon + 1)];
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
