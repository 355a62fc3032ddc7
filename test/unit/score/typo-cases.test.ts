// Typo suggestions over the shared cases: with the near-miss rule alone, without any list of known typos.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type DomainFacts, FACTS_SKIPPED } from '../../../src/model/domain-facts.ts';
import { NXDOMAIN, TAKES_MAIL, verify } from './facts-fixtures.ts';
import { domainList, smallLists } from './small-lists.ts';

interface TypoCase {
  readonly address: string;
  readonly domain: string;
  readonly expect: string | null;
}

const CASES: readonly TypoCase[] = readFileSync(
  new URL('../../fixtures/cases/typo-cases.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as TypoCase);

const lists = smallLists({
  typoDomains: { source: 'typo-domains@none', get: () => undefined },
  realDomains: domainList('real-domains', ['gail.com']),
});

function suggestedDomain(domain: string, facts: DomainFacts): string | null {
  return verify({ domain, facts }, lists).suggestion?.split('@')[1] ?? null;
}

/** Typos take no mail; real domains do. */
function factsOf(typoCase: TypoCase): DomainFacts {
  return typoCase.expect === null ? TAKES_MAIL : NXDOMAIN;
}

describe.each([
  ['without DNS', () => FACTS_SKIPPED],
  ['with DNS', factsOf],
])('typo cases %s', (_, facts) => {
  const answers = CASES.map((one) => ({ ...one, suggested: suggestedDomain(one.domain, facts(one)) }));
  const suggested = answers.filter((answer) => answer.suggested !== null);
  const right = suggested.filter((answer) => answer.suggested === answer.expect);
  const typos = answers.filter((answer) => answer.expect !== null);

  it('correct no real domain', () => {
    expect(suggested.filter((answer) => answer.expect === null)).toEqual([]);
  });

  it('are precise in 97 % and found in 92 %', () => {
    expect(typos.length).toBeGreaterThan(30);
    expect(right.length / suggested.length).toBeGreaterThanOrEqual(0.97);
    expect(
      right.length / typos.length,
      JSON.stringify(typos.filter((answer) => answer.suggested !== answer.expect)),
    ).toBeGreaterThanOrEqual(0.92);
  });
});
