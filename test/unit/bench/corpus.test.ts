// The corpus of the benchmarks: the same for a seed, distinct, and in the shares that are claimed.
import { describe, expect, it } from 'vitest';
import { createCorpus, LABELS } from '../../../bench/corpus.ts';

const COUNT = 20_000;

describe('a corpus', () => {
  const corpus = createCorpus(COUNT, 7);

  it('is the same for the same seed, and another for another', () => {
    expect(createCorpus(COUNT, 7)).toEqual(corpus);
    expect(createCorpus(COUNT, 8)).not.toEqual(corpus);
  });

  it('holds every address once', () => {
    expect(new Set(corpus.map(({ address }) => address)).size).toBe(COUNT);
  });

  it('has domains enough that no cache of a few makes it easy', () => {
    const companies = corpus.filter(({ label }) => label === 'company');
    expect(new Set(companies.map(({ address }) => address.split('@')[1])).size).toBeGreaterThan(2_500);
  });

  it.each(LABELS)('has about the share of %s addresses that it claims', (label) => {
    const shares = { provider: 60, company: 25, disposable: 5, typo: 5, malformed: 5 };
    const share = (100 * corpus.filter((one) => one.label === label).length) / COUNT;
    expect(Math.abs(share - shares[label])).toBeLessThan(1);
  });
});
