// What is said about wrong use repeats nothing that was typed, and keeps what helps.
import { describe, expect, it } from 'vitest';
import { withoutWords } from '../../../src/cli/wrong-use.ts';

describe('T6 · a foreign error carries the address out: wrong use', () => {
  it.each([
    ["error: unknown command 'ann@clinic.org'", ['ann@clinic.org'], "error: unknown command '…'"],
    ["error: unknown option '--ann@clinic.org=1'", ['--ann@clinic.org=1'], "error: unknown option '…'"],
    [
      "error: option '--role <role>' argument 'ann' is invalid. Allowed choices are all, api.",
      ['serve', '--role=ann'],
      "error: option '--role <role>' argument '…' is invalid. Allowed choices are all, api.",
    ],
    [
      "error: option '-o <f>' argument 'ann' is invalid.",
      ['-oann'],
      "error: option '-o <f>' argument '…' is invalid.",
    ],
    ["error: unknown command 'ann o'neil@x'", ['ann', "ann o'neil@x"], "error: unknown command '…'"],
    ["error: missing required argument 'file'", ['verify'], "error: missing required argument 'file'"],
    [
      "error: unknown option '--al'\n(Did you mean --all?)\n",
      ['--al'],
      "error: unknown option '…'\n(Did you mean --all?)\n",
    ],
    [
      "error: too many arguments for 'verify'. Expected 1 argument but got 2: a.csv, ann@clinic.org.\n",
      ['a.csv', 'ann@clinic.org'],
      "error: too many arguments for 'verify'. Expected 1 argument but got 2.\n",
    ],
    ['error: \u001b[2J', [], 'error: \\u{1b}[2J'],
  ])('%j', (sentence, typed, said) => {
    expect(withoutWords(sentence, typed)).toBe(said);
  });
});
