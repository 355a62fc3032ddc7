// Facts are remembered for their time, no longer, and within bounds.
import { describe, expect, it, test } from 'vitest';
import { createFactsCache } from '../../../src/lookup/facts-cache.ts';
import type { DomainFacts } from '../../../src/model/domain-facts.ts';

const facts = (ttlSeconds: number): DomainFacts => ({
  dns: 'ok',
  mail: 'mx',
  mxRecords: [],
  reachability: 'reachable',
  ttlSeconds,
});

test('facts come back with the time they have left', () => {
  let now = 0;
  const cache = createFactsCache(() => now);
  cache.set('a.example', facts(60));
  now = 20_000;
  expect(cache.get('a.example')).toEqual(facts(40));
  now = 59_999;
  expect(cache.get('a.example')).toEqual(facts(1));
  now = 60_000;
  expect(cache.get('a.example')).toBeUndefined();
});

test('facts without time to live are not kept', () => {
  const cache = createFactsCache(() => 0);
  cache.set('a.example', facts(0));
  expect(cache.get('a.example')).toBeUndefined();
});

test('the least recently used domain makes room', () => {
  const cache = createFactsCache(() => 0, 2);
  cache.set('a.example', facts(60));
  cache.set('b.example', facts(60));
  cache.get('a.example');
  cache.set('c.example', facts(60));
  expect(cache.get('a.example')).toBeDefined();
  expect(cache.get('b.example')).toBeUndefined();
  expect(cache.get('c.example')).toBeDefined();
});

test('newer facts replace older ones', () => {
  const cache = createFactsCache(() => 0);
  cache.set('a.example', facts(60));
  cache.set('a.example', { ...facts(90), mail: 'null-mx' });
  expect(cache.get('a.example')).toMatchObject({ mail: 'null-mx', ttlSeconds: 90 });
});

describe('T23 · random names fill the memory', () => {
  it('up to 10,000 domains, and no further', () => {
    const cache = createFactsCache(() => 0);
    const names = Array.from({ length: 20_000 }, (_, at) => `r${at}.victim.example`);
    for (const name of names) cache.set(name, facts(300));
    const kept = names.filter((name) => cache.get(name) !== undefined).length;
    expect(kept).toBeLessThanOrEqual(10_000);
    expect(kept).toBeGreaterThan(9_000);
  });
});
