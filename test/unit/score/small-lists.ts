// Small reference lists, written by hand, with the providers that typo suggestions point at.
import type {
  DomainList,
  LookupTable,
  ProviderList,
  ReferenceLists,
} from '../../../src/model/reference-lists.ts';
import { parentList, parentTable } from '../../../src/reference/domain-lookup.ts';

const VERSION = '2026-11-01';

/** Large providers by key; the first domain of each is its main one. */
const PROVIDERS: Readonly<Record<string, readonly string[]>> = {
  google: ['gmail.com', 'googlemail.com'],
  microsoft: [
    'hotmail.com',
    'outlook.com',
    'live.com',
    'msn.com',
    'hotmail.co.uk',
    'hotmail.fr',
    'hotmail.it',
    'hotmail.de',
    'hotmail.es',
    'live.nl',
    'live.co.uk',
    'live.fr',
    'outlook.fr',
    'outlook.de',
  ],
  yahoo: [
    'yahoo.com',
    'ymail.com',
    'rocketmail.com',
    'yahoo.co.uk',
    'yahoo.fr',
    'yahoo.de',
    'yahoo.it',
    'yahoo.es',
    'yahoo.co.in',
    'yahoo.co.jp',
    'yahoo.com.br',
    'yahoo.ca',
    'yahoo.co.id',
    'aol.com',
    'aol.de',
    'verizon.net',
  ],
  apple: ['icloud.com', 'me.com', 'mac.com'],
  proton: ['protonmail.com', 'proton.me', 'pm.me'],
  gmx: ['gmx.de', 'gmx.net', 'gmx.com', 'gmx.at', 'web.de', 'mail.com'],
  comcast: ['comcast.net'],
  att: ['att.net', 'sbcglobal.net', 'bellsouth.net'],
  charter: ['charter.net'],
  cox: ['cox.net'],
  yandex: ['yandex.ru', 'yandex.com'],
  mailru: ['mail.ru', 'bk.ru', 'inbox.ru', 'list.ru'],
  netease: ['163.com', '126.com'],
  tencent: ['qq.com'],
  naver: ['naver.com'],
  orange: ['orange.fr', 'wanadoo.fr'],
  free: ['free.fr'],
  sfr: ['sfr.fr'],
  laposte: ['laposte.net'],
  tonline: ['t-online.de'],
  libero: ['libero.it'],
  virgilio: ['virgilio.it'],
  btinternet: ['btinternet.com'],
  sky: ['sky.com'],
  rediff: ['rediffmail.com'],
  uol: ['uol.com.br', 'bol.com.br'],
  terra: ['terra.com.br'],
  zoho: ['zoho.com'],
  fastmail: ['fastmail.com'],
  earthlink: ['earthlink.net'],
  telenet: ['telenet.be'],
  ziggo: ['ziggo.nl'],
  wp: ['wp.pl'],
  onet: ['onet.pl'],
  seznam: ['seznam.cz'],
  inboxlv: ['inbox.lv'],
  hey: ['hey.com'],
  rogers: ['rogers.com'],
  bigpond: ['bigpond.com'],
};

const TLDS =
  'com net org edu gov info biz io me co uk us ca de fr it es nl be ch at pl cz se no fi dk ru jp cn kr in id br mx ar au nz za ie pt ro hu gr tr lv lk cm om ne et cam app health clinic xn--p1ai';

export function domainList(name: string, domains: Iterable<string>): DomainList {
  const members = new Set(domains);
  return { source: `${name}@${VERSION}`, has: (domain) => members.has(domain) };
}

/** A list that covers every name below its entries too. */
function coveringList(name: string, domains: Iterable<string>): DomainList {
  return parentList(`${name}@${VERSION}`, domains);
}

function lookupTable(name: string, entries: Readonly<Record<string, string>>): LookupTable<string> {
  const table = new Map(Object.entries(entries));
  return { source: `${name}@${VERSION}`, get: (key) => table.get(key) };
}

function providerList(): ProviderList {
  const keys = new Map(
    Object.entries(PROVIDERS).flatMap(([key, domains]) => domains.map((domain) => [domain, key])),
  );
  return {
    source: `providers@${VERSION}`,
    get: (domain) => keys.get(domain),
    typoTargets: [...keys.keys()],
  };
}

/** Fresh lists; `overrides` replaces whole lists. */
export function smallLists(overrides: Partial<ReferenceLists> = {}): ReferenceLists {
  return {
    disposable: coveringList('disposable', [
      'mailinator.com',
      'yopmail.com',
      'gmial.com',
      'duck.com',
      'hushmail.com',
      'gmail.com',
    ]),
    relay: coveringList('relay', ['privaterelay.appleid.com', 'duck.com', 'mozmail.com', 'anonaddy.com']),
    free: domainList('free', [
      'gmail.com',
      'yahoo.com',
      'web.de',
      'hushmail.com',
      'mailinator.com',
      'gmal.org',
    ]),
    providers: providerList(),
    roles: domainList('roles', [
      'info',
      'sales',
      'support',
      'admin',
      'abuse',
      'postmaster',
      'noreply',
      'no-reply',
    ]),
    typoDomains: lookupTable('typo-domains', {
      'gmial.com': 'gmail.com',
      'gmail.co': 'gmail.com',
      'gmail.cm': 'gmail.com',
      'gail.com': 'gmail.com',
    }),
    realDomains: coveringList('real-domains', [
      'gail.com',
      'hushmail.com',
      'aon.com',
      'cloud.com',
      'email.com',
    ]),
    tlds: domainList('tlds', TLDS.split(' ')),
    specialUse: coveringList('special-use', [
      'test',
      'example',
      'invalid',
      'localhost',
      'local',
      'onion',
      'example.com',
    ]),
    mxProviders: parentTable(`mx-providers@${VERSION}`, [
      ['l.google.com', 'google'],
      ['protection.outlook.com', 'microsoft'],
      ['mx.throwaway-host.com', 'filter'],
    ]),
    mxDisposable: coveringList('mx-disposable', ['throwaway-host.com']),
    mxParked: coveringList('mx-parked', ['parked-host.com']),
    ...overrides,
  };
}
