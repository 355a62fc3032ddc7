// The registered domain above a name, by the public suffix list.
import { expect, it } from 'vitest';
import { registrableDomain } from '../../../src/lookup/registrable-domain.ts';

it.each([
  ['victim.org', 'victim.org'],
  ['a1.b2.victim.org', 'victim.org'],
  ['a.example.co.uk', 'example.co.uk'],
  ['x.y.example.com.au', 'example.com.au'],
  ['a.github.io', 'github.io'],
  ['a.b.unlisted-top', 'b.unlisted-top'],
  ['mail.xn--80ak6aa92e.xn--p1ai', 'xn--80ak6aa92e.xn--p1ai'],
  ['co.uk', 'co.uk'],
  [`${'a.'.repeat(120)}victim.org`, 'victim.org'],
])('%s is under %s', (name, registrable) => {
  expect(registrableDomain(name)).toBe(registrable);
});
