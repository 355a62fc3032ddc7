// The dots of a large provider's domain, put right where nothing else is wrong.
import { describe, expect, it } from 'vitest';
import { repairDots } from '../../../src/score/dot-repair.ts';
import { smallLists } from './small-lists.ts';

const { providers } = smallLists();

describe('repairDots', () => {
  it.each([
    ['gmailcom', 'gmail.com', 'left out'],
    ['gmail..com', 'gmail.com', 'twice'],
    ['Yahoo.Co.Uk.', 'yahoo.co.uk', 'at the end'],
    ['.gmail.com', 'gmail.com', 'at the start'],
    ['gmail,com', 'gmail.com', 'another key'],
    ['gmail.com,', 'gmail.com', 'what followed it in a text'],
    ['gmail com', 'gmail.com', 'a space'],
    ['webd.e', 'web.de', 'moved, which leaves a country of one letter'],
    ['hotmail', 'hotmail.com', 'an ending that can only be one'],
    ['gmail.c', 'gmail.com', 'an ending cut short'],
    ['hotmail.c', 'hotmail.com', 'an ending cut short: .com before .co.uk'],
    ['gmx.d', 'gmx.de', 'an ending cut short'],
    ['orange.f', 'orange.fr', 'an ending cut short'],
    ['yahoo.co.u', 'yahoo.co.uk', 'an ending cut short'],
    ['gmail.co,', 'gmail.com', 'the key beside the last'],
  ])('makes of "%s" %s (%s)', (text, repaired) => {
    expect(repairDots(text, providers)).toBe(repaired);
  });

  it.each([
    ['localhost', 'another name'],
    ['clinic', 'another name'],
    ['mailserver', 'another name'],
    ['yahoo.co.i', 'India or Indonesia'],
    ['', 'nothing'],
    ['gmailcom'.repeat(9), 'too long for a domain of a provider'],
  ])('makes nothing of "%s" (%s)', (text) => {
    expect(repairDots(text, providers)).toBeNull();
  });
});
