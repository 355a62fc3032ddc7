// Names that may be asked for, and names that may be mail hosts.
import { describe, expect, test } from 'vitest';
import { isAskableName, isHostName, isWithin } from '../../../src/lookup/dns-name.ts';

const long = (length: number) => 'a'.repeat(length);

describe('names', () => {
  test.each([
    ['a.example', true, true],
    ['xn--bcher-kva.example', true, true],
    ['_mail.example', true, false],
    ['a_b.example', true, true],
    ['-a.example', true, false],
    ['a-.example', true, false],
    ['192.0.2.1', true, false],
    ['1.example', true, true],
    ['localhost', true, true],
    [`${long(63)}.example`, true, true],
    [`${long(64)}.example`, false, false],
    [Array(32).fill('aaaaaaa').join('.'), false, false],
    ['', false, false],
    ['.', false, false],
    ['a..example', false, false],
    ['a.example.', false, false],
    ['a b.example', false, false],
    ['bücher.example', false, false],
    ['[192.0.2.1]', false, false],
    ['2001:db8::1', false, false],
  ])('"%s": askable %s, host %s', (name, askable, host) => {
    expect(isAskableName(name)).toBe(askable);
    expect(isHostName(name)).toBe(host);
  });

  test('a name is within itself, its parents and the root, not within a longer word', () => {
    expect(isWithin('a.example', 'a.example')).toBe(true);
    expect(isWithin('b.a.example', 'example')).toBe(true);
    expect(isWithin('a.example', '')).toBe(true);
    expect(isWithin('aexample', 'example')).toBe(false);
  });
});
