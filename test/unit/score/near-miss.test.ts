// Which domains are near misses of a large provider, and which of those are one slip away.
import { describe, expect, it } from 'vitest';
import { findNearMiss } from '../../../src/score/near-miss.ts';
import { smallLists } from './small-lists.ts';

const { providers, tlds } = smallLists();

function nearMiss(domain: string): readonly [string, boolean] | null {
  const found = findNearMiss(domain, providers, tlds.has(domain.slice(domain.lastIndexOf('.') + 1)));
  return found === null ? null : [found.suggestion, found.oneSlip];
}

describe('one slip from a large provider', () => {
  it.each([
    ['gmaul.com', 'gmail.com', 'a neighbouring key'],
    ['gmali.com', 'gmail.com', 'swapped letters'],
    ['ggmail.com', 'gmail.com', 'a doubled letter'],
    ['hotmil.com', 'hotmail.com', 'a dropped letter'],
    ['iclould.com', 'icloud.com', 'a letter too many'],
    ['gmail.vom', 'gmail.com', 'a neighbouring key in the TLD'],
    ['msn.con', 'msn.com', 'a short name under a TLD that does not exist'],
    ['comcast.ent', 'comcast.net', 'swapped letters in the TLD'],
    ['gmx.ed', 'gmx.de', 'a swapped country'],
    ['gmail.om', 'gmail.com', 'a dropped letter that gives a real country'],
    ['yahoo.couk', 'yahoo.co.uk', 'a dot left out of the suffix'],
    ['yahooco.uk', 'yahoo.co.uk', 'a dot left out after the name'],
    ['gmailc.om', 'gmail.com', 'a dot a letter late'],
    ['hotmai.lcom', 'hotmail.com', 'a dot a letter early'],
    ['aolc.om', 'aol.com', 'a dot a letter late, after a short name'],
    ['hotmail.c.uk', 'hotmail.co.uk', 'a letter dropped before the country'],
    ['yahoo.co.br', 'yahoo.com.br', 'the other word before the country'],
    ['comcast.bet', 'comcast.net', 'a neighbouring key that gives a real TLD'],
    ['libbero.it', 'libero.it', 'a doubled letter in a name of one country'],
    ['otmail.fr', 'hotmail.fr', 'the first letter left out of a name of many countries'],
  ])('%s was meant to be %s (%s)', (domain, suggestion) => {
    expect(nearMiss(domain)).toEqual([suggestion, true]);
  });
});

describe('a near miss that one likely slip does not explain', () => {
  it.each([
    ['gmial.con', 'gmail.com', 'two slips'],
    ['hotnial.com', 'hotmail.com', 'two slips in a long name'],
    ['hmail.com', 'gmail.com', 'the first letter'],
    ['cloud.com', 'icloud.com', 'the first letter left out'],
    ['outlooks.com', 'outlook.com', 'a plural'],
    ['outlock.com', 'outlook.com', 'a far-off key'],
    ['aoll.com', 'aol.com', 'a short name'],
    ['gmai.l.com', 'gmail.com', 'a dot too many'],
    ['gmial.co', 'gmail.com', 'a slip, and an ending that is a country'],
    ['liberi.it', 'libero.it', 'another ending of a word'],
    ['libro.it', 'libero.it', 'a word of the language'],
    ['gomail.com', 'gmail.com', 'a word before a word'],
  ])('%s is near %s, no more (%s)', (domain, suggestion) => {
    expect(nearMiss(domain)).toEqual([suggestion, false]);
  });
});

describe('no near miss', () => {
  it.each([
    'gmail.com',
    'saltmarsh.se',
    'hotmai.lk',
    'aon.com',
    'gm.com',
    'ing.com',
    'nhs.net',
    'comcast.com',
    'orange.com',
    'gmail.de',
    'xmail.com',
    'yahoo.org',
    '164.com',
    'goal.com',
    'mailbox.org',
  ])('%s stands for itself', (domain) => {
    expect(nearMiss(domain)).toBeNull();
  });
});
