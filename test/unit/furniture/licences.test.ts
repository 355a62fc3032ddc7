// Licences: permissive ones only, for every locked package.
import { expect, it } from 'vitest';
import { isPermissive, licenceOnDisk, licenceRows } from '../../../.ci/check-licences.ts';
import { readLock } from '../../../.ci/lock-file.ts';

it('every locked package may be used', () => {
  const refused = licenceRows(readLock(), licenceOnDisk).filter(({ allowed }) => allowed === null);
  expect(refused).toEqual([]);
});

it.each([
  ['MIT', true],
  ['(MIT OR CC0-1.0)', true],
  ['MIT OR GPL-3.0-only', true],
  ['MIT AND ISC', true],
  ['MIT AND GPL-3.0-only', false],
  ['GPL-3.0-only', false],
  ['BUSL-1.1', false],
  ['UNLICENSED', false],
  ['SEE LICENSE IN LICENSE.md', false],
  ['(MIT OR (GPL-2.0 AND ISC))', false],
  ['', false],
])('%s is permissive: %s', (expression, expected) => {
  expect(isPermissive(expression)).toBe(expected);
});

const lock = (entry: object) => ({
  lockfileVersion: 3,
  packages: { '': {}, 'node_modules/lightningcss': { version: '1.0.0', ...entry } },
});

it('believes the installed package rather than the lock', () => {
  const [row] = licenceRows(lock({ license: 'MIT' }), () => 'GPL-3.0-only');
  expect(row).toMatchObject({ licence: 'GPL-3.0-only', allowed: null });
});

it('refuses a package without any licence', () => {
  expect(licenceRows(lock({}), () => undefined)[0]).toMatchObject({ licence: 'none', allowed: null });
});

it('lets an exception in for development, and not for what ships', () => {
  const allowed = (entry: object) => licenceRows(lock(entry), () => undefined)[0]?.allowed;
  expect(allowed({ license: 'MPL-2.0', dev: true })).toContain('Development only');
  expect(allowed({ license: 'MPL-2.0' })).toBeNull();
});
