// The corpus: distinct made-up addresses in fixed shares, each with the verdict that it must get.
import { readFileSync } from 'node:fs';
import type { VerdictReason } from '../src/model/verdict.ts';
import { createRandom, pick } from './random.ts';

/** What an address was made as. */
export const LABELS = ['provider', 'company', 'disposable', 'typo', 'malformed'] as const;
export type Label = (typeof LABELS)[number];

/** Shares of a hundred, as on lists that peers were measured on before. */
const SHARES: Readonly<Record<Label, number>> = {
  provider: 60,
  company: 25,
  disposable: 5,
  typo: 5,
  malformed: 5,
};

/** The reason that every address of a label must get, where every domain takes mail. */
export const EXPECTED_REASON: Readonly<Record<Label, VerdictReason>> = {
  provider: 'ok',
  company: 'ok',
  disposable: 'disposable',
  typo: 'typo-domain',
  malformed: 'invalid-syntax',
};

export interface LabelledAddress {
  readonly address: string;
  readonly label: Label;
}

/** Company domains; with the others a corpus has more than 5,000 domains. */
const COMPANIES = 5_000;
const DISPOSABLES = 200;

const PROVIDERS =
  'gmail.com yahoo.com hotmail.com outlook.com icloud.com aol.com gmx.de web.de live.com msn.com orange.fr libero.it t-online.de qq.com 163.com mail.ru comcast.net ymail.com me.com googlemail.com'.split(
    ' ',
  );
const TYPOS =
  'gmial.com gmal.com gnail.com gmai.com gamil.com hotmial.com hotmal.com hotmai.com homail.com yaho.com yahooo.com yhoo.com outlok.com outllok.com iclod.com'.split(
    ' ',
  );
const FIRST_NAMES =
  'anna maria lars peter jonas emma sofia karl marta luis carmen pierre julie giulia marco olga ivan wei li mei yuki hana omar fatima priya ravi john mary james linda robert susan thomas helen'.split(
    ' ',
  );
const LAST_NAMES =
  'smith jensen hansen miller schmidt weber rossi bianchi garcia lopez martin dubois novak horvat kowalski ivanova petrov chen wang tanaka sato khan singh patel johnson brown wilson taylor moore'.split(
    ' ',
  );
const COMPANY_WORDS =
  'north wind river stone bridge harbor maple silver garden summit valley orchard beacon meadow anchor crystal timber canyon willow horizon falcon prairie granite lantern juniper'.split(
    ' ',
  );
const COMPANY_KINDS =
  'clinic dental health supply logistics consulting design foods systems partners pharmacy builders'.split(
    ' ',
  );
const COMPANY_TLDS = 'com com com com net org de dk fr nl se io co.uk com.au'.split(' ');

/** Faults that no cleaning of ours is asked to mend: the parsers see them as they stand. */
const FAULTS: readonly ((localPart: string, domain: string) => string)[] = [
  (localPart, domain) => `${localPart}..x@${domain}`,
  (localPart, domain) => `${localPart}.${domain}`,
  (localPart, domain) => `${localPart}@@${domain}`,
  (localPart, domain) => `${localPart} x@${domain}`,
  (localPart, domain) => `${localPart}@-${domain}`,
  (localPart) => `${localPart}@localhost`,
  (localPart, domain) => `.${localPart}@${domain}`,
  (localPart, domain) => `${localPart}@${domain}..com`,
];

/** `count` distinct addresses, shuffled; the same for the same seed and lists. */
export function createCorpus(count: number, seed = 1): LabelledAddress[] {
  const random = createRandom(seed);
  const domains = {
    provider: PROVIDERS,
    company: companyDomains(random),
    disposable: disposableDomains(),
    typo: TYPOS,
    malformed: PROVIDERS,
  };
  const labels = LABELS.flatMap((label) => Array<Label>(SHARES[label]).fill(label));
  return Array.from({ length: count }, (_, number) => {
    const label = pick(labels, random);
    const localPart = `${pick(FIRST_NAMES, random)}.${pick(LAST_NAMES, random)}${number}`;
    const domain = pick(domains[label], random);
    const address =
      label === 'malformed' ? pick(FAULTS, random)(localPart, domain) : `${localPart}@${domain}`;
    return { address, label };
  });
}

function companyDomains(random: () => number): string[] {
  const domains = new Set<string>();
  while (domains.size < COMPANIES) {
    const name = pick(COMPANY_WORDS, random) + pick(COMPANY_WORDS, random) + pick(COMPANY_KINDS, random);
    domains.add(`${name}.${pick(COMPANY_TLDS, random)}`);
  }
  return [...domains];
}

/** Spread over the whole list, so that no one source of it decides. */
function disposableDomains(): string[] {
  const lines = readFileSync(new URL('../data/disposable.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => /^[a-z0-9][a-z0-9-]*\.[a-z]{2,}$/.test(line));
  const step = Math.floor(lines.length / DISPOSABLES);
  return lines.filter((_, at) => at % step === 0);
}
