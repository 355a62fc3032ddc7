// Which single slips are likelier than a name of somebody else, by how the provider's name stands among others.
import { describe, expect, it } from 'vitest';
import { isLikelySlip, type NameClass } from '../../../src/score/slip-likelihood.ts';
import { findSlip } from '../../../src/score/slips.ts';

function isLikely(typed: string, intended: string, nameClass: NameClass): boolean {
  const slip = findSlip(typed, intended);
  if (slip === null) throw new Error(`${typed} is not one slip from ${intended}`);
  return isLikelySlip({ slip, typed, intended }, nameClass);
}

describe('a name that many know', () => {
  it.each([
    ['gmaill', 'gmail', 'a letter doubled'],
    ['mgail', 'gmail', 'letters swapped, even the first'],
    ['gmaul', 'gmail', 'the key beside'],
    ['gmai', 'gmail', 'the last letter dropped'],
    ['rotonmail', 'protonmail', 'the first letter of a very long name dropped'],
    ['gmnail', 'gmail', 'two keys with one finger'],
    ['hotmailk', 'hotmail', 'two keys with one finger at the end'],
    ['iclould', 'icloud', 'a letter of the name once more'],
    ['verizan', 'verizon', 'a vowel by ear'],
  ])('%s is %s (%s)', (typed, intended) => {
    expect(isLikely(typed, intended, 'plain')).toBe(true);
  });

  it.each([
    ['email', 'gmail', 'another first letter'],
    ['cloud', 'icloud', 'the first letter dropped'],
    ['jotmail', 'hotmail', 'the key beside the first'],
    ['outlooks', 'outlook', 'a plural'],
    ['gomail', 'gmail', 'a word before a word'],
    ['incloud', 'icloud', 'a letter of no finger and no name'],
    ['outlock', 'outlook', 'a far-off key'],
    ['gmoil', 'gmail', 'another vowel in a brief name'],
    ['telefonico', 'telefonica', 'another vowel at the end'],
  ])('%s may be a name beside %s (%s)', (typed, intended) => {
    expect(isLikely(typed, intended, 'plain')).toBe(false);
  });

  it('that is known worldwide is known without its first letter, and with another vowel at the end', () => {
    expect(isLikely('otmail', 'hotmail', 'worldwide')).toBe(true);
    expect(isLikely('yahou', 'yahoo', 'worldwide')).toBe(true);
    expect(isLikely('otmail', 'hotmail', 'plain')).toBe(false);
  });
});

describe('a name of one country', () => {
  it.each([
    ['libbero', 'libero', 'a letter doubled'],
    ['lbiero', 'libero', 'letters swapped'],
    ['libefo', 'libero', 'a consonant for the one beside'],
    ['orsnge', 'orange', 'a consonant for a vowel'],
    ['tisali', 'tiscali', 'a consonant dropped from a long name'],
    ['freenewt', 'freenet', 'two keys with one finger in a long name'],
    ['virglio', 'virgilio', 'a letter dropped from a very long name'],
  ])('%s is %s (%s)', (typed, intended) => {
    expect(isLikely(typed, intended, 'national')).toBe(true);
  });

  it.each([
    ['liberi', 'libero', 'another ending'],
    ['librero', 'libero', 'a letter more in a short name'],
    ['libro', 'libero', 'a letter less in a short name'],
    ['virgili', 'virgilio', 'the ending dropped'],
    ['virgiliop', 'virgilio', 'a letter at the end'],
    ['toscali', 'tiscali', 'a vowel for a vowel'],
    ['plante', 'planet', 'the last two letters of a short name swapped'],
    ['frenet', 'freenet', 'one of two vowels dropped'],
    ['tonline', 't-online', 'the hyphen dropped'],
    ['orande', 'orange', 'a far-off key'],
  ])('%s may be a word beside %s (%s)', (typed, intended) => {
    expect(isLikely(typed, intended, 'national')).toBe(false);
  });
});

describe('a short name', () => {
  it.each([
    ['aoll', 'aol'],
    ['lvie', 'live'],
    ['gmc', 'gmx'],
  ])('%s may be anybody beside %s', (typed, intended) => {
    expect(isLikely(typed, intended, 'short')).toBe(false);
  });
});
