// Which words mix scripts, and which characters are unusual in a local part.

import { describe, expect, it } from 'vitest';
import type { SyntaxFlag } from '../../../src/model/mailbox.ts';
import { parseAddress } from '../../../src/parse/address.ts';

function hasFlag(address: string, flag: SyntaxFlag): boolean {
  const outcome = parseAddress(address);
  if (!outcome.valid) throw new Error(`not a mailbox: ${outcome.reason}`);
  return outcome.flags.includes(flag);
}

describe('the flag mixed-script', () => {
  it.each([
    ['Cyrillic o in a Latin name', 'rоsalind@kelp.com'],
    ['Greek omicron in a Latin name', 'rοsalind@kelp.com'],
    ['Cyrillic a before a hyphen', 'а-pple@kelp.com'],
    ['a mixed word beside a plain one', 'ann.rоsalind@kelp.com'],
    ['a mixed sub-address', 'ann+nеws@kelp.com'],
    ['Hangul with kana', '김メ@kelp.com'],
    ['a mixed label of the domain', 'ann@kеlp.com'],
    ['a mixed label given as an A-label', 'ann@xn--klp-qdd.com'],
  ])('is set for %s', (_what, address) => {
    expect(hasFlag(address, 'mixed-script')).toBe(true);
  });

  it.each([
    ['Latin with accents', 'josé.núñez@kelp.com'],
    ['Cyrillic alone', 'розалинд@почта.рф'],
    ['Cyrillic beside Latin in another word', 'ivan.иванов+news@kelp.com'],
    ['Cyrillic with digits', 'розалинд7@kelp.com'],
    ['Japanese in three scripts', '山田のメール@kelp.com'],
    ['Japanese with Latin', 'aメール@kelp.com'],
    ['Korean with Han', '김金@kelp.com'],
    ['Devanagari', 'रमेश@kelp.com'],
    ['an emoji after Latin', 'ann🦀@kelp.com'],
    ['a Latin name at a Cyrillic domain', 'rosalind@почта.рф'],
  ])('is not set for %s', (_what, address) => {
    expect(hasFlag(address, 'mixed-script')).toBe(false);
  });
});

describe('the flag unusual-unicode', () => {
  it.each([
    ['emoji', '🦀@kelp.com'],
    ['symbols', 'a☃@kelp.com'],
    ['full-width letters', 'ａ@kelp.com'],
    ['ligatures', 'ﬁn@kelp.com'],
    ['superscripts', 'a²@kelp.com'],
    ['punctuation outside ASCII', 'a‐b@kelp.com'],
  ])('is set for %s', (_what, address) => {
    expect(hasFlag(address, 'unusual-unicode')).toBe(true);
  });

  it.each([
    ['letters', 'josé@kelp.com'],
    ['marks', 'रमेश@kelp.com'],
    ['digits of other scripts', 'س١@kelp.com'],
    ['ASCII punctuation', 'a~b`c@kelp.com'],
  ])('is not set for %s', (_what, address) => {
    expect(hasFlag(address, 'unusual-unicode')).toBe(false);
  });
});
