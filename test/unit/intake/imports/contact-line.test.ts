// Lines of a contacts import.
import { expect, test } from 'vitest';
import { parseContactLine } from '../../../../src/intake/imports/contact-line.ts';
import type { RejectionCode } from '../../../../src/intake/imports/rejection.ts';

const parse = (cells: Record<string, string>) =>
  parseContactLine(new Map(Object.entries(cells)), {
    now: new Date('2026-11-21T12:00:00Z'),
    timeZone: 'UTC',
  });

test('what a line does not say is null', () => {
  expect(parse({})).toEqual({
    residenceState: null,
    residenceCountry: null,
    addressConfirmedAt: null,
    isMinor: null,
    deceasedAt: null,
    confidential: null,
  });
});

test('all columns are read', () => {
  const cells = {
    residence_state: 'us-co',
    residence_country: 'us',
    address_confirmed_at: '2026-05-01T08:00:00Z',
    is_minor: 'false',
    deceased_at: '2026-06-01',
    confidential: 'true',
  };
  expect(parse(cells)).toEqual({
    residenceState: 'CO',
    residenceCountry: 'US',
    addressConfirmedAt: new Date('2026-05-01T08:00:00Z'),
    isMinor: false,
    deceasedAt: new Date('2026-06-01T00:00:00Z'),
    confidential: true,
  });
});

test('a region of another country is taken as it is', () => {
  expect(parse({ residence_state: 'DE-BY', residence_country: 'DE' })).toMatchObject({
    residenceState: 'BY',
  });
});

const REJECTED: [RejectionCode, Record<string, string>][] = [
  ['state-unknown', { residence_state: 'Colorado' }],
  ['state-unknown', { residence_state: 'ZZ', residence_country: 'US' }],
  ['state-unknown', { residence_state: 'DE-CO' }],
  ['country-unknown', { residence_country: 'USA' }],
  ['time-in-future', { address_confirmed_at: '2026-11-22' }],
  ['time-in-future', { deceased_at: '2027-01-01' }],
  ['boolean-invalid', { is_minor: 'no' }],
];
test.for(REJECTED)('%s: %o', ([code, cells]) => {
  expect(parse(cells)).toMatchObject({ code });
});
