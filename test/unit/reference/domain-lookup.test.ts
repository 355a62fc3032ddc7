// Lookups: any case, one trailing dot, and parents only where a list says so.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  exactList,
  exactTable,
  hasSelfOrParent,
  lastLabelList,
  parentList,
  parentTable,
  selfAndParents,
} from '../../../src/reference/domain-lookup.ts';

const label = fc.stringMatching(/^[a-z]{1,5}$/);
const domain = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.'));

describe('domain lookup', () => {
  test.each([
    ['bad.test', true],
    ['BAD.test.', true],
    ['x.y.bad.test', true],
    ['notbad.test', false],
    ['test', false],
    ['bad.test.org', false],
    ['', false],
  ])('a list with parents answers %s with %s', (name, hit) => {
    expect(parentList('s@1', ['bad.test']).has(name)).toBe(hit);
  });

  test('an exact list does not know what lies below an entry', () => {
    const list = exactList('s@1', ['mail.test']);
    expect([list.has('Mail.Test.'), list.has('a.mail.test')]).toEqual([true, false]);
  });

  test('a table answers with its value for the name alone', () => {
    const table = exactTable('s@1', [['gmial.test', 'gmail.test']]);
    expect([table.get('GMIAL.test'), table.get('x.gmial.test')]).toEqual(['gmail.test', undefined]);
  });

  test('a table with parents answers with the value of the nearest name', () => {
    const table = parentTable('s@1', [
      ['mail.test', 'outer'],
      ['eu.mail.test', 'inner'],
    ]);
    const names = ['A.EU.mail.test.', 'eu.mail.test', 'us.mail.test', 'xmail.test', 'test', ''];
    expect(names.map((name) => table.get(name))).toEqual(['inner', 'inner', 'outer', ...Array(3)]);
  });

  test('the list of top-level domains takes a label or a whole domain', () => {
    const list = lastLabelList('s@1', ['com']);
    expect(['com', 'COM', 'a.b.com', 'com.', 'com.zz'].map((name) => list.has(name))).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  test('walking finds a name exactly when one of its parents is an entry', () => {
    fc.assert(
      fc.property(domain, fc.array(domain), (name, entries) => {
        const set = new Set(entries);
        expect(hasSelfOrParent(set, name)).toBe([...selfAndParents(name)].some((part) => set.has(part)));
      }),
    );
  });

  test('a list carries its source', () => {
    expect(parentList('disposable@2026-01-02', []).source).toBe('disposable@2026-01-02');
  });
});
