// Which newly disposable domains took mail here: asked by keyed hash, with the domains above a listed one.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeRefresh } from '../../../src/compose-reference.ts';
import { createLog } from '../../../src/log.ts';
import { readManifest } from '../../../src/reference/manifest.ts';
import { createBlindIndex } from '../../../src/vault/blind-index.ts';
import { completeList, openTestInstallation, type TestInstallation } from '../../support/installation.ts';
import { packageTarball } from '../../unit/reference/small-packages.ts';

const ZONE = ['kelpworks.com', 'mail.reefworks.com'].flatMap((domain) => [
  `${domain} MX 5 mx.${domain}`,
  `mx.${domain} A 198.41.0.4`,
]);

let sluice: TestInstallation;
beforeAll(async () => {
  sluice = await openTestInstallation({ zone: [...ZONE, 'nullmx.org MX 0 .'].join('\n') });
});
afterAll(async () => {
  await sluice.close();
});

describe('domains that took mail', () => {
  it('are found by themselves and by the domain above them, not when they refuse mail', async () => {
    await completeList(sluice, 'email\r\na@kelpworks.com\r\nb@mail.reefworks.com\r\nc@nullmx.org\r\n');
    const { database, ring } = sluice.installation;
    const index = createBlindIndex(ring);
    const keyOf = (domain: string) => index.domainKey(domain).toString('hex');
    const asked = ['kelpworks.com', 'reefworks.com', 'nullmx.org', 'other.org'].map(keyOf);
    const found = await database.domains.tookMail(asked, 90);
    expect(found.sort()).toEqual([keyOf('kelpworks.com'), keyOf('reefworks.com')].sort());
    expect(await database.domains.tookMail(asked, -1)).toEqual([]);
  });
});

describe('T42 · a newer list package calls a domain of this installation disposable', () => {
  /** A refresh from one package that lists as many names as it did, and these. */
  async function refresh(...names: string[]) {
    const { lists } = await readManifest('data');
    const listed =
      lists.flatMap(({ sources }) => sources).find(({ name }) => name === 'fakefilter')?.names ?? 0;
    const many = Array.from({ length: listed }, (_, at) => `filler-${at}.mailinator.com`);
    const file = join(sluice.config.home, '..', 'newer.tgz');
    await writeFile(file, packageTarball('fakefilter', { version: '99.0.0', names: [...many, ...names] }));
    const report = await composeRefresh(sluice.config, createLog('silent'), [file], process.env);
    await rm(file);
    return report;
  }

  it('that took mail: it is shown before anything is applied', async () => {
    const report = await refresh('kelpworks.com', 'reefworks.com', 'other-throwaway.org');
    expect(report).toMatchObject({ hits: ['kelpworks.com', 'reefworks.com'], refusals: [] });
  });

  it('that stands on its allow list: the refresh is refused', async () => {
    const added = await sluice.request('/v1/local-lists', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ list: 'allow', domains: ['kelpworks.com'] }),
    });
    expect(added.status).toBeLessThan(300);
    const report = await refresh('kelpworks.com', 'other-throwaway.org');
    expect(report).toMatchObject({
      version: null,
      refusals: [expect.stringMatching(/own allow list: kelpworks\.com\.$/)],
    });
  });
});
