// What crosses a border: a code and places of our own, never a foreign message.
import { describe, expect, it } from 'vitest';
import { crossBorder, SluiceError } from '../../src/errors.ts';

describe('crossBorder', () => {
  it('keeps code and place of our own errors', () => {
    expect(crossBorder(new SluiceError('row-too-long', { row: 7 }))).toEqual({
      code: 'row-too-long',
      row: 7,
    });
  });

  it.each([
    ['a parser', new SyntaxError('Unexpected token, "ann@clinic.org" is not valid JSON')],
    [
      'a driver',
      Object.assign(new Error('params: ann@clinic.org'), { code: '22P02', detail: 'ann@clinic.org' }),
    ],
    ['a text', 'ann@clinic.org'],
    ['nothing', undefined],
  ])('drops what %s says', (_who, thrown) => {
    expect(crossBorder(thrown)).toEqual({ code: 'internal' });
  });

  it.each(['ECONNREFUSED', 'ENOENT', '57P01', 'CONNECTION_CLOSED'])(
    'reads %s below a wrapper as the database',
    (code) => {
      const cause = Object.assign(new Error('connect'), { code });
      expect(crossBorder(new Error('Failed query', { cause }))).toEqual({ code: 'database-unavailable' });
    },
  );
});
