// Local parts that speak for themselves, and ordinary names of many languages that must not.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { localSignals } from '../../../src/score/local-signals.ts';

const ORDINARY: readonly string[] = readFileSync(
  new URL('./ordinary-local-parts.txt', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n');

describe('ordinary local parts', () => {
  it('are more than 300, each once', () => {
    expect(new Set(ORDINARY).size).toBe(ORDINARY.length);
    expect(ORDINARY.length).toBeGreaterThan(300);
  });

  it('carry a signal in less than 0.5 % of cases', () => {
    const suspected = ORDINARY.filter((name) => localSignals(name).length > 0);
    expect(suspected.length / ORDINARY.length, suspected.join(' ')).toBeLessThan(0.005);
  });
});

describe('signals of words', () => {
  it.each([
    ['spamtrap', 'trap-shaped'],
    ['spam-trap7', 'trap-shaped'],
    ['my.honeypot', 'trap-shaped'],
    ['abuse', 'abuse-desk'],
    ['report-spam', 'abuse-desk'],
    ['postmaster', 'abuse-desk'],
    ['noreply', 'no-reply'],
    ['no-reply-orders', 'no-reply'],
    ['do_not_reply', 'no-reply'],
    ['ne-pas-repondre', 'no-reply'],
    ['mailer-daemon', 'no-reply'],
    ['bounces', 'no-reply'],
    ['nie-odpowiadaj', 'no-reply'],
    ['svara-ej', 'no-reply'],
    ['spam-bait2', 'trap-shaped'],
    ['dmarc-reports', 'abuse-desk'],
  ])('%s is %s', (localPart, signal) => {
    expect(localSignals(localPart)).toEqual([signal]);
  });

  it.each([
    'spammer.joe',
    'abusedhabi',
    'noreen',
    'donato',
    'honeyp',
    'complainte',
    'phishman',
    'honey.potter',
    'spampotato',
    'bouncer',
    'devnullan',
    'neela.raspen',
  ])('%s is nobody in particular', (localPart) => {
    expect(localSignals(localPart)).toEqual([]);
  });
});

describe('keyboard walks', () => {
  it.each([
    'qwerty',
    'qwerty123',
    'asdfgh',
    'lkjhg',
    'asdasd',
    'qweasd',
    'qazwsx',
    'azerty',
    'zzzzz',
    'asdfjkl',
    'yxcvb',
    'qsdfgh',
    'aoeuid',
    'arstdhneio',
    '1q2w3e4r',
    '1qaz2wsx',
    'zaq12wsx',
    'fdsafdsa',
    'abcdefg',
    'xyzxyz',
  ])('%s was walked', (localPart) => {
    expect(localSignals(localPart)).toEqual(['keyboard-walk']);
  });

  it.each([
    'liberty',
    'property',
    'poiret',
    'qwer',
    'fredas',
    'ann123456',
    'oooh',
    'fujiko',
    'stu1234',
    'tre123',
    'abcnews',
    'viktorpavlenko',
  ])('%s was written', (name) => {
    expect(localSignals(name)).toEqual([]);
  });
});

describe('random local parts', () => {
  it.each(['x7f3k9q2m1', 'a3f9c2d8e1b74f60', '550e8400-e29b-41d4-a716-446655440000', 'xqjzkvwpfgtd'])(
    '%s was made by a machine',
    (localPart) => {
      expect(localSignals(localPart)).toEqual(['random-local']);
    },
  );
});
