// Typos over large corpora: slips that a seeded generator makes, and real domains that lie near a provider.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type DomainFacts, FACTS_SKIPPED } from '../../../src/model/domain-facts.ts';
import type { ReferenceLists } from '../../../src/model/reference-lists.ts';
import { parseAddress } from '../../../src/parse/address.ts';
import { readListFile } from '../../../src/reference/list-file.ts';
import { loadReferenceLists } from '../../../src/reference/load.ts';
import { profileDomain } from '../../../src/score/domain-profile.ts';
import { findNearMiss } from '../../../src/score/near-miss.ts';
import { findTypo } from '../../../src/score/typo-finding.ts';
import { suggestDots } from '../../../src/score/verify.ts';
import { NXDOMAIN, TAKES_MAIL } from './facts-fixtures.ts';
import { type GeneratedSlip, generateSlips, LARGE_PROVIDERS } from './generated-slips.ts';

const NEAR_REAL_DOMAINS = readFileSync(
  new URL('../../fixtures/typos/near-real-domains.txt', import.meta.url),
  'utf8',
)
  .split('\n')
  .filter((line) => !line.startsWith('#'))
  .flatMap((line) => line.split(' '))
  .filter((domain) => domain !== '');

let lists: ReferenceLists;
beforeAll(async () => {
  lists = await loadReferenceLists('data');
});

function suggestedDomain(domain: string, facts: DomainFacts): string | null {
  const outcome = parseAddress(`ann@${domain}`);
  return outcome.valid
    ? (findTypo(profileDomain(outcome.mailbox.domain, lists), facts)?.suggestion ?? null)
    : (suggestDots(`ann@${domain}`, outcome.reason, lists)?.split('@')[1] ?? null);
}

/** Slips that make another real domain are no typos: `gmal.com` is one, `mail.com` is not. */
function isNobodys({ typed }: GeneratedSlip): boolean {
  return ![lists.free, lists.realDomains].some((list) => list.has(typed)) && !lists.providers.get(typed);
}

/** Names of five letters and more, which are not one country's alone. */
const INTERNATIONAL = new Set(
  LARGE_PROVIDERS.filter((domain) =>
    /^(?:yahoo|hotmail|outlook|yandex)\.|^[^.]{5,}\.(?:com|net)$/.test(domain),
  ),
);

function measure(slips: readonly GeneratedSlip[], facts: DomainFacts) {
  const answers = slips.map(({ typed, meant }) => ({ meant, suggested: suggestedDomain(typed, facts) }));
  const right = answers.filter(({ meant, suggested }) => suggested === meant).length;
  const suggested = answers.filter((answer) => answer.suggested !== null).length;
  return { precision: right / suggested, recall: right / slips.length };
}

describe('generated slips of large providers', () => {
  let slips: readonly GeneratedSlip[];
  beforeAll(() => {
    slips = generateSlips(6_000, 20_261_122).filter(isNobodys);
  });

  it('are found where the domain takes no mail', () => {
    const { precision, recall } = measure(slips, NXDOMAIN);
    expect(precision).toBeGreaterThanOrEqual(0.97);
    expect(recall).toBeGreaterThanOrEqual(0.92);
  });

  it('are found without DNS, for names of five letters and more that many countries know', () => {
    const international = slips.filter(({ meant }) => INTERNATIONAL.has(meant));
    expect(international.length).toBeGreaterThan(3_000);
    const { precision, recall } = measure(international, FACTS_SKIPPED);
    expect(precision).toBeGreaterThanOrEqual(0.97);
    expect(recall).toBeGreaterThanOrEqual(0.92);
  });

  it('are precise without DNS for all, and still found mostly', () => {
    const { precision, recall } = measure(slips, FACTS_SKIPPED);
    expect(precision).toBeGreaterThanOrEqual(0.97);
    expect(recall).toBeGreaterThanOrEqual(0.8);
  });
});

describe('real domains near a large provider', () => {
  it.each([
    ['without DNS', FACTS_SKIPPED],
    ['with DNS', TAKES_MAIL],
  ])('are never corrected %s', (_, facts) => {
    expect(NEAR_REAL_DOMAINS.length).toBeGreaterThan(600);
    expect(NEAR_REAL_DOMAINS.filter((domain) => suggestedDomain(domain, facts) !== null)).toEqual([]);
  });

  it.each(['free', 'providers', 'real-domains', 'relay'])(
    'would hardly ever be corrected if they were not on the list %s',
    (name) => {
      const lines = readListFile(readFileSync(`data/${name}.txt`, 'utf8'));
      const domains = lines.map((line) => line.split(' ')[0] ?? '');
      const corrected = domains.filter(
        (domain) => findNearMiss(domain, lists.providers, lists.tlds.has(domain))?.oneSlip,
      );
      // `real-domains` holds those that the rule would correct, and so a few of them.
      expect(corrected.length / domains.length).toBeLessThan(name === 'real-domains' ? 0.03 : 0.005);
    },
  );
});
