// Cells: instants, booleans and words, with what each refuses.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBoolean, parseInstant, parseParts, parseWord } from '../../../src/parse/cell-values.ts';

describe('instants', () => {
  test.for<[string, string]>([
    ['2026-11-21T10:00:00Z', '2026-11-21T10:00:00.000Z'],
    ['2026-11-21t10:00:00z', '2026-11-21T10:00:00.000Z'],
    ['2026-11-21 10:00:00+01:00', '2026-11-21T09:00:00.000Z'],
    ['2026-11-21T10:00:00.25-05:30', '2026-11-21T15:30:00.250Z'],
    ['2026-11-21T10:00:00.123456789Z', '2026-11-21T10:00:00.123Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ])('%s is %s', ([text, instant]) => {
    expect(parseInstant(text, 'UTC', 'day-start')?.toISOString()).toBe(instant);
  });

  test.for([
    '',
    '2026-11-21T10:00Z',
    '2026-11-21T10:00:00',
    '2026-11-21T24:00:00Z',
    '2026-11-21T10:60:00Z',
    '2026-11-21T10:00:60Z',
    '2026-11-21T10:00:00+24:00',
    '2026-02-30T10:00:00Z',
    '2025-02-29',
    '2026-13-01',
    '2026-00-10',
    '21.11.2026',
    '11/21/2026',
    '1795255200',
    '2026-11-21T10:00:00Z ',
  ])('"%s" is no instant', (text) => {
    expect(parseInstant(text, 'UTC', 'day-start')).toBeNull();
  });

  test('an instant survives being written and read', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          expect(parseInstant(date.toISOString(), 'UTC', 'day-start')).toEqual(date);
        },
      ),
    );
  });
});

describe('dates without a time', () => {
  test.for([
    ['UTC', '2026-12-31', '2026-12-31T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['America/New_York', '2026-12-31', '2026-12-31T05:00:00.000Z', '2027-01-01T05:00:00.000Z'],
    ['America/New_York', '2026-03-08', '2026-03-08T05:00:00.000Z', '2026-03-09T04:00:00.000Z'],
    ['America/New_York', '2026-11-01', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
    ['Asia/Kolkata', '2026-06-01', '2026-05-31T18:30:00.000Z', '2026-06-01T18:30:00.000Z'],
    ['Pacific/Kiritimati', '2026-06-01', '2026-05-31T10:00:00.000Z', '2026-06-01T10:00:00.000Z'],
    // Midnight comes twice in Havana in November.
    ['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
    // Clocks go from 24:00 to 01:00 (Cairo in April) and from 24:00 back to 23:00 (Cairo in October).
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z', '2026-04-24T21:00:00.000Z'],
    ['Africa/Cairo', '2026-10-30', '2026-10-29T22:00:00.000Z', '2026-10-30T22:00:00.000Z'],
  ] as const)('in %s, %s lasts from %s to %s', ([timeZone, text, start, end]) => {
    expect(parseInstant(text, timeZone, 'day-start')?.toISOString()).toBe(start);
    expect(parseInstant(text, timeZone, 'day-end')?.toISOString()).toBe(end);
  });

  test('a day begins where the day before ended', () => {
    const zones = [
      'America/New_York',
      'Africa/Cairo',
      'America/Santiago',
      'Australia/Lord_Howe',
      'Asia/Beirut',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 3_650 }), (zone, days) => {
        const day = (offset: number) =>
          new Date(Date.UTC(2020, 0, 1) + (days + offset) * 86_400_000).toISOString().slice(0, 10);
        const start = parseInstant(day(1), zone, 'day-start');
        expect(parseInstant(day(0), zone, 'day-end')).toEqual(start);
        const local = new Intl.DateTimeFormat('en-CA', { timeZone: zone });
        expect(local.format(start ?? undefined)).toBe(day(1));
        expect(local.format((start?.getTime() ?? 0) - 1)).toBe(day(0));
      }),
    );
  });
});

test('booleans are true and false in any case, and nothing else', () => {
  expect(['true', 'FALSE', 'yes', '1', ''].map(parseBoolean)).toEqual([true, false, null, null, null]);
});

test('a word is found in any case and only on its list', () => {
  const words = ['web_form', 'event'] as const;
  expect(['Web_Form', 'event', 'web form', ''].map((text) => parseWord(text, words))).toEqual([
    'web_form',
    'event',
    null,
    null,
  ]);
});

test('parts stand between semicolons', () => {
  expect(parseParts(' a; b ;;')).toEqual(['a', 'b']);
  expect(parseParts('')).toEqual([]);
});
