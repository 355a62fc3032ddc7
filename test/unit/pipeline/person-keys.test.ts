// Which names a whole domain can be suppressed by: the same on both sides of the comparison.
import { describe, expect, it } from 'vitest';
import { suppressibleNames, wholeDomainKey } from '../../../src/pipeline/person-keys.ts';
import { createBlindIndex } from '../../../src/vault/blind-index.ts';
import { createKeyRing } from '../../../src/vault/key-ring.ts';

const index = createBlindIndex(createKeyRing(new Date(0)));
const deep = (labels: number) => `${'a.'.repeat(labels - 1)}org`;

describe('the names that a domain can be suppressed by', () => {
  it.each([
    { domain: 'example.org', names: ['example.org'] },
    { domain: 'mail.ward.example.org', names: ['mail.ward.example.org', 'ward.example.org', 'example.org'] },
  ])('$domain has its parents without the top level', ({ domain, names }) => {
    expect(suppressibleNames(domain)).toEqual(names);
  });

  it('are those of ten labels and fewer, however deep the domain is', () => {
    expect(suppressibleNames(deep(126))).toEqual(suppressibleNames(deep(10)));
    expect(suppressibleNames(deep(10))).toHaveLength(9);
  });

  it('are exactly the names that are taken as whole domains', () => {
    for (const name of suppressibleNames(deep(126))) expect(wholeDomainKey(name, index)).not.toBeNull();
    expect(wholeDomainKey(deep(11), index)).toBeNull();
  });
});
