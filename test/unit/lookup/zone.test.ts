// The zone file: what is read, what is refused, and which entry a name finds.
import { describe, expect, test } from 'vitest';
import { findAuthority, findZoneName, parseZone } from '../../../src/lookup/zone.ts';

describe('parseZone reads', () => {
  test.each([
    ['a.example. MX 5 MX.Example.', { type: 'MX', ttlSeconds: 300, preference: 5, exchange: 'mx.example' }],
    ['a.example MX 0 .', { type: 'MX', ttlSeconds: 300, preference: 0, exchange: '' }],
    ['A.Example.\t900\tIN\tA\t198.41.0.4 ; comment', { type: 'A', ttlSeconds: 900, address: '198.41.0.4' }],
    ['a.example in aaaa ::1', { type: 'AAAA', ttlSeconds: 300, address: '::1' }],
    ['a.example CNAME b.example.', { type: 'CNAME', ttlSeconds: 300, target: 'b.example' }],
    ['a.example 60 SOA 900', { type: 'SOA', ttlSeconds: 60, minimum: 900 }],
  ])('%s', (line, record) => {
    expect(parseZone(`; a zone\n\n${line}\r\n`).names.get('a.example')?.records).toEqual([record]);
  });

  test('FAIL as the failure of the name', () => {
    expect(parseZone('a.example FAIL refused').names.get('a.example')).toEqual({
      records: [],
      failure: 'refused',
    });
  });

  test.each([
    'a.example',
    'a.example A',
    'a.example A 1.2.3',
    'a.example AAAA 1.2.3.4',
    'a.example MX mx.example.',
    'a.example MX 65536 mx.example.',
    'a.example MX 5 mx.example. more',
    'a.example TXT "v=spf1"',
    'a.example FAIL maybe',
  ])('nothing from "%s": invalid-value with its line', (line) => {
    expect(() => parseZone(`b.example A 1.2.3.4\n${line}`)).toThrow(
      expect.objectContaining({ code: 'invalid-value', place: expect.objectContaining({ row: 2 }) }),
    );
  });
});

describe('findZoneName finds', () => {
  const zone = parseZone(
    '*.a.example A 1.1.1.1\nb.a.example A 2.2.2.2\n*.example A 3.3.3.3\na.example SOA 900',
  );
  test.each([
    ['b.a.example', '2.2.2.2'],
    ['c.a.example', '1.1.1.1'],
    ['d.c.a.example', '1.1.1.1'],
    ['c.example', '3.3.3.3'],
    ['example', undefined],
    ['other', undefined],
  ])('for %s: %s', (name, address) => {
    expect(findZoneName(zone, name)?.records[0]).toEqual(address && { type: 'A', ttlSeconds: 300, address });
  });

  test('the SOA of the nearest name above, else one of the root', () => {
    expect(findAuthority(zone, 'x.a.example')).toEqual({ owner: 'a.example', ttlSeconds: 300, minimum: 900 });
    expect(findAuthority(zone, 'x.test')).toEqual({ owner: '', ttlSeconds: 300, minimum: 300 });
  });
});
