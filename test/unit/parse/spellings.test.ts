// One person, one key: the spellings of an address that lists, forms and mail programs produce.

import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/parse/address.ts';
import { cleanCell } from '../../../src/parse/clean-cell.ts';
import { keyForm } from '../../../src/parse/forms.ts';
import { PERSONS, spellingsOfManyPeople } from './spelt-persons.ts';

const SPELLINGS = PERSONS.flatMap(({ key, cells }) => cells.map((cell) => ({ key, cell })));

describe('T2 · one person is spelt in many ways: the key form', () => {
  it('is tried with sixty spellings and more', () => {
    expect(SPELLINGS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(SPELLINGS.map(({ cell }) => cell)).size).toBe(SPELLINGS.length);
  });

  it.each(SPELLINGS)('of $cell is $key', ({ key, cell }) => {
    const outcome = parseAddress(cleanCell(cell).text);
    expect(outcome.valid && keyForm(outcome.mailbox)).toBe(key);
  });

  it('of numbered people is numbered', () => {
    const people = spellingsOfManyPeople();
    expect(new Set(people.map(({ key }) => key)).size).toBe(SPELLINGS.length);
    for (const { key, cell } of people) {
      const outcome = parseAddress(cleanCell(cell).text);
      expect({ cell, key: outcome.valid && keyForm(outcome.mailbox) }).toEqual({ cell, key });
    }
  });

  it('keeps apart what only looks alike', () => {
    const cells = [
      'ann@kelp.com',
      'аnn@kelp.com',
      'ａnn@kelp.com',
      'ann@kеlp.com',
      'àann@kelp.com',
      'a.nn@kelp.com',
    ];
    const keys = cells.map((cell) => {
      const outcome = parseAddress(cleanCell(cell).text);
      return outcome.valid ? keyForm(outcome.mailbox) : null;
    });
    expect(new Set(keys).size).toBe(cells.length);
    expect(keys).not.toContain(null);
  });
});
