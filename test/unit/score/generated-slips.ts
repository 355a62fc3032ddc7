// Makes slips of the domains of large providers, as hands and ears make them: seeded, and apart from the rules that look for them.
import { createRandom, pick } from '../../../bench/random.ts';

export type SlipKind = keyof typeof SHARES;

export interface GeneratedSlip {
  readonly kind: SlipKind;
  readonly typed: string;
  readonly meant: string;
}

/** Large providers of many countries, the commonest first; slips are made of the first more often. */
export const LARGE_PROVIDERS: readonly string[] = [
  ...['gmail.com', 'yahoo.com', 'hotmail.com', 'outlook.com', 'icloud.com', 'aol.com', 'live.com', 'msn.com'],
  ...['comcast.net', 'verizon.net', 'att.net', 'sbcglobal.net', 'bellsouth.net', 'charter.net', 'cox.net'],
  ...['googlemail.com', 'ymail.com', 'rocketmail.com', 'protonmail.com', 'fastmail.com', 'earthlink.net'],
  ...['optonline.net', 'centurylink.net', 'frontier.com', 'hotmail.co.uk', 'yahoo.co.uk', 'btinternet.com'],
  ...['virginmedia.com', 'ntlworld.com', 'talktalk.net', 'blueyonder.co.uk', 'hotmail.fr', 'yahoo.fr'],
  ...['orange.fr', 'wanadoo.fr', 'laposte.net', 'outlook.fr', 'gmx.de', 'gmx.net', 'web.de', 't-online.de'],
  ...[
    'freenet.de',
    'hotmail.de',
    'yahoo.de',
    'libero.it',
    'virgilio.it',
    'tiscali.it',
    'hotmail.it',
    'yahoo.it',
  ],
  ...[
    'hotmail.es',
    'yahoo.es',
    'outlook.es',
    'yandex.ru',
    'rambler.ru',
    'seznam.cz',
    'interia.pl',
    'telenet.be',
  ],
  ...['skynet.be', 'ziggo.nl', 'bluewin.ch', 'bigpond.com', 'optusnet.com.au', 'yahoo.com.au', 'yahoo.ca'],
  ...['yahoo.com.br', 'hotmail.com.br', 'outlook.com.br', 'yahoo.com.mx', 'yahoo.co.in', 'rediffmail.com'],
  ...['foxmail.com', 'yahoo.co.jp', 'hotmail.com.tr', 'freemail.hu'],
];

/** How often each kind of slip is made, of a hundred. */
const SHARES = {
  dropped: 20,
  transposed: 18,
  doubled: 13,
  'neighbour instead': 12,
  'neighbour besides': 7,
  'vowel instead': 5,
  'letter repeated elsewhere': 5,
  'top-level domain': 14,
  dot: 6,
} as const;
export const SLIP_KINDS = Object.keys(SHARES) as readonly SlipKind[];

type Random = () => number;

/** Slips of large providers; a slip that gives the domain back is left out. */
export function generateSlips(count: number, seed: number): readonly GeneratedSlip[] {
  const random = createRandom(seed);
  const slips: GeneratedSlip[] = [];
  while (slips.length < count) {
    // The square draws towards the front of the list, the half keeps its end alive.
    const place = random() < 0.5 ? random() ** 3 : random();
    const meant = LARGE_PROVIDERS[Math.floor(place * LARGE_PROVIDERS.length)] ?? '';
    const kind = pick(KINDS_BY_SHARE, random);
    const typed = makeSlip(kind, meant, random);
    if (typed !== meant) slips.push({ kind, typed, meant });
  }
  return slips;
}

/** Each kind as often as its share says. */
const KINDS_BY_SHARE: readonly SlipKind[] = SLIP_KINDS.flatMap((kind) => Array(SHARES[kind]).fill(kind));

function makeSlip(kind: SlipKind, meant: string, random: Random): string {
  const dot = meant.indexOf('.');
  const [name, ending] = [meant.slice(0, dot), meant.slice(dot)];
  switch (kind) {
    case 'top-level domain':
      return name + pick(WRONG_ENDINGS[ending] ?? slipsOfEnding(ending), random);
    case 'dot':
      return slipOfDot(name, ending, random);
    default:
      return slipOfName(kind, name, random) + ending;
  }
}

const KEY_ROWS = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const VOWELS = [...'aeiou'];

/** The keys left and right of a key: a finger misses sideways more than up and down. */
function keysBeside(key: string): readonly string[] {
  const row = KEY_ROWS.find((keys) => keys.includes(key)) ?? '0-=';
  const at = row.indexOf(key);
  return [row[at - 1], row[at + 1]].filter((beside) => beside !== undefined);
}

function slipOfName(kind: SlipKind, name: string, random: Random): string {
  // The first letter is watched; the rest is not.
  const at = random() < 0.05 ? 0 : 1 + Math.floor(random() * (name.length - 1));
  const [before, letter, after] = [name.slice(0, at), name.charAt(at), name.slice(at + 1)];
  switch (kind) {
    case 'dropped':
      return before + after;
    case 'transposed':
      return before + after.slice(0, 1) + letter + after.slice(1);
    case 'doubled':
      return before + letter + letter + after;
    case 'neighbour instead':
      return before + pick(keysBeside(letter), random) + after;
    case 'neighbour besides':
      return before + letter + pick(keysBeside(letter), random) + after;
    case 'vowel instead':
      return name.replace(/[aeiou](?=[^aeiou]*$)/, () => pick(VOWELS, random));
    default:
      return before + letter + pick([...name], random) + after;
  }
}

const WRONG_ENDINGS: Readonly<Record<string, readonly string[]>> = {
  '.com': [
    ...[
      '.con',
      '.con',
      '.con',
      '.cmo',
      '.cm',
      '.ocm',
      '.comm',
      '.vom',
      '.xom',
      '.cim',
      '.cpm',
      '.om',
      '.coom',
    ],
    ...['.cok', '.clm', '.co,', '.coim', '.comn', '.dom', '.fom'],
  ],
  '.net': ['.ner', '.ent', '.nte', '.ne', '.nett', '.nrt', '.bet', '.met', '.neet', '.nt', '.et', '.het'],
  '.co.uk': ['.co.k', '.co.u', '.couk', '.co.ik', '.co.yk', '.co.uj', '.co.ukk', '.c.uk', '.cou.k', '.co,uk'],
};

/** Of an ending without a table: letters dropped, doubled or swapped. */
function slipsOfEnding(ending: string): readonly string[] {
  const last = ending.slice(-1);
  return [ending + last, `${ending.slice(0, -2)}${last}${ending.slice(-2, -1)}`, ending.slice(0, -1)];
}

function slipOfDot(name: string, ending: string, random: Random): string {
  const bare = ending.slice(1);
  return pick(
    [
      ...[name + bare, name + bare, `${name}..${bare}`, `${name},${bare}`, `${name}.${bare}.`],
      ...[`${name.slice(0, -1)}.${name.slice(-1)}${bare}`, `${name}${bare[0]}.${bare.slice(1)}`],
    ],
    random,
  );
}
