// The versions behind verdicts that several runs made.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinUsedLists } from '../../../src/pipeline/used-lists.ts';

describe('the versions of the lists that were used', () => {
  it.each([
    ['none', [], {}],
    ['one run', [{ relay: '2026-11-01' }], { relay: '2026-11-01' }],
    ['the same twice', [{ relay: '2026-11-01' }, { relay: '2026-11-01' }], { relay: '2026-11-01' }],
    [
      'a newer one later',
      [{ relay: '2026-11-08' }, { relay: '2026-11-01' }],
      { relay: '2026-11-01, 2026-11-08' },
    ],
    ['a list of its own', [{ relay: '1' }, { roles: '2' }], { relay: '1', roles: '2' }],
  ])('are all named: %s', (_, sets, joined) => {
    expect(joinUsedLists(sets)).toEqual(joined);
  });

  it('are the same in whatever order and grouping they are joined', () => {
    const set = fc.dictionary(fc.constantFrom('relay', 'roles', 'tlds'), fc.constantFrom('1', '2', '3'));
    fc.assert(
      fc.property(set, set, set, (a, b, c) => {
        const joined = joinUsedLists([a, b, c]);
        expect(joinUsedLists([joinUsedLists([c, a]), b])).toEqual(joined);
        expect(joinUsedLists([joined, joined])).toEqual(joined);
      }),
    );
  });
});
