// Makes the table of known typo domains: the authored slips, wrong top-level domains, and names of websites.
import { SluiceError } from '../../errors.ts';
import type { ProviderDomain, TypoLine } from './authored.ts';

/**
 * Slips of a top-level domain that is no top-level domain itself, so that no address can be meant.
 * `.co`, `.cm`, `.om` and `.ne` are countries and stay out.
 */
const WRONG_TLDS: Readonly<Record<string, readonly string[]>> = {
  com: [
    'con',
    'cmo',
    'ocm',
    'vom',
    'xom',
    'cim',
    'cpm',
    'coom',
    'comm',
    'ccom',
    'cok',
    'clm',
    'conm',
    'comn',
    'coml',
  ],
  net: ['ner', 'nte', 'ent', 'nett', 'neet', 'nnet', 'nrt', 'bnet'],
  'co.uk': ['co.ik', 'co.uj', 'co.ukk', 'co.uuk', 'co.yk', 'co.uki', 'cou.k'],
};

/** Large, and no target of near misses, because its name is a word; but its wrong endings are plain. */
const WORDS = ['mail.com'];

/**
 * Typo domain → right domain.
 * @throws SluiceError `reference-lists-invalid` when a right domain is no provider, or a wrong ending
 * is a top-level domain of its own.
 */
export function typoTable(
  lines: readonly TypoLine[],
  providers: readonly ProviderDomain[],
  tlds: ReadonlySet<string>,
): Map<string, string> {
  const known = new Set(providers.map(({ domain }) => domain));
  const table = new Map<string, string>();
  const add = (wrong: string, right: string): void => {
    if (!known.has(right)) throw conflict(`${right} is no provider`);
    const other = table.get(wrong);
    if (other !== undefined && other !== right) throw conflict(`${wrong} stands for two domains`);
    table.set(wrong, right);
  };
  for (const { right, wrong } of lines) {
    for (const domain of right) {
      const ending = domain.slice(domain.indexOf('.'));
      for (const word of wrong) add(word.includes('.') ? word : `${word}${ending}`, domain);
    }
  }
  const targets = providers.filter(({ target }) => target).map(({ domain }) => domain);
  for (const domain of [...targets, ...WORDS]) {
    for (const wrong of wrongEndings(domain, tlds)) add(wrong, domain);
    // The name of the website, where nobody has a mailbox.
    add(`www.${domain}`, domain);
  }
  return table;
}

function wrongEndings(domain: string, tlds: ReadonlySet<string>): string[] {
  const dot = domain.indexOf('.');
  const endings = WRONG_TLDS[domain.slice(dot + 1)] ?? [];
  return endings.map((ending) => {
    if (tlds.has(ending.slice(ending.lastIndexOf('.') + 1))) throw conflict(`${ending} is delegated`);
    return `${domain.slice(0, dot)}.${ending}`;
  });
}

function conflict(problem: string): SluiceError {
  return new SluiceError('reference-lists-invalid', { detail: `Typo domains: ${problem}.` });
}
