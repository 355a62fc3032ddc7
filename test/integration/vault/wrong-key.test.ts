// Without the one right key ring nothing starts: a wrong index key would find no suppression and release everybody.
import { renameSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeKey, releaseOf, startService } from '../../support/service.ts';
import { runSluice } from '../cli/run-sluice.ts';
import {
  COMMANDS,
  type KeyedInstallation,
  openKeyedInstallation,
  outcomesOf,
  readKeyFile,
  refused,
  SERVICES,
  WITHOUT_BOB,
  WRONG_KEY_FILES,
} from './wrong-keys.ts';

let sluice: KeyedInstallation;
beforeAll(async () => {
  sluice = await openKeyedInstallation();
});
afterAll(() => sluice.close());

describe('T1 · a lost or foreign key file finds no suppression', () => {
  describe.each(WRONG_KEY_FILES)('a key file that was %s', (_, makeWrong) => {
    beforeAll(async () => {
      const right = readKeyFile(sluice);
      renameSync(sluice.keyFile, sluice.file('kept.json'));
      await makeWrong(sluice.keyFile, right);
    });
    afterAll(() => {
      rmSync(sluice.keyFile, { force: true });
      renameSync(sluice.file('kept.json'), sluice.keyFile);
    });

    // Two at a time: the machine may have two cores.
    it.each([
      ['the API and the worker', SERVICES],
      ['an import and a clean-up', COMMANDS],
    ])('stops %s with exit 3, and no file is made', async (__, commands) => {
      expect(await outcomesOf(commands, sluice)).toEqual(refused(commands));
    });
  });

  it('with the right key back, what was suppressed before is still kept out', async () => {
    const { environment, file } = sluice;
    const consents = await runSluice(['import', 'consents', file('consents.csv')], { environment });
    expect(consents.code).toBe(0);
    const key = await makeKey(environment);
    const service = await startService(environment);
    try {
      expect(await releaseOf(service.url, key, file('list.csv'))).toBe(WITHOUT_BOB);
    } finally {
      await service.stop();
    }
  });
});
