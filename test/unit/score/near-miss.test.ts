// Which domains are near misses of a large provider, and which of those are one slip away.
import { describe, expect, it } from 'vitest';
import { findNearMiss, repairDots } from '../../../src/score/near-miss.ts';
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

describe('repairDots', () => {
  it.each([
    ['gmailcom', 'gmail.com'],
    ['gmail,com', 'gmail.com'],
    ['gmail..com', 'gmail.com'],
    ['Yahoo.Co.Uk.', 'yahoo.co.uk'],
    ['hotmail', 'hotmail.com'],
    ['localhost', null],
    ['clinic', null],
    ['', null],
  ])('makes of "%s" %s', (text, repaired) => {
    expect(repairDots(text, providers)).toBe(repaired);
  });
});
