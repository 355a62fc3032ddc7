// A build that takes any key ring is caught: it releases whom the real one keeps out, and the same looks see it.
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeChangedBuild } from '../../support/changed-build.ts';
import { makeKey, releaseOf, startService } from '../../support/service.ts';
import { runSluice, startSluice } from '../cli/run-sluice.ts';
import {
  COMMANDS,
  type KeyedInstallation,
  openKeyedInstallation,
  outcomesOf,
  refused,
  WITH_BOB,
  WITHOUT_BOB,
} from './wrong-keys.ts';

const TAKES_ANY_RING = `
  const { ring } = await openOrCreateKeyFile(keyFile, new Date());
  if (ring) {
    const { added } = difference(ring, rows);
    if (added.length > 0) await records.insertCheckRows(added);
    return ring;
  }
`;

let sluice: KeyedInstallation;
let entry: string;
let key: string;
beforeAll(async () => {
  sluice = await openKeyedInstallation();
  key = await makeKey(sluice.environment);
  // Where the ring is held against the database, this build takes what is in the file, or makes one, and has the
  // database learn of it.
  entry = await makeChangedBuild(sluice.file('build'), [
    {
      file: 'src/vault/adopt-ring.ts',
      from: '  const ring = await openKeyFile(keyFile);\n',
      to: TAKES_ANY_RING,
    },
  ]);
});
afterAll(() => sluice.close());

describe('T1 · a build that takes any key ring', () => {
  it('honours the suppression as long as the key file is the right one', async () => {
    expect(await releasedBy(entry)).toBe(WITHOUT_BOB);
  });

  it('is seen by how its commands end when the key file is gone', async () => {
    rmSync(sluice.keyFile, { force: true });
    const seen = await outcomesOf(COMMANDS, sluice, entry);
    expect(seen.outcomes.map(({ code, isRefusal }) => ({ code, isRefusal }))).toEqual(
      COMMANDS.map(() => ({ code: 0, isRefusal: false })),
    );
    expect(seen.made).toContain('keys.json');
    expect(seen).not.toEqual(refused(COMMANDS));
  });

  it('is seen by its release, which holds the suppressed person', async () => {
    rmSync(sluice.keyFile, { force: true });
    const released = await releasedBy(entry);
    expect(released).toBe(WITH_BOB);
    expect(released).not.toBe(WITHOUT_BOB);
  });
});

/** What the build releases once the consents were imported, under whatever key it has. */
async function releasedBy(build: string): Promise<string> {
  const { environment, file } = sluice;
  const imported = await runSluice(['import', 'consents', file('consents.csv')], {
    environment,
    entry: build,
  });
  expect(imported.code).toBe(0);
  const service = await startService(environment, (args, options) =>
    startSluice(args, { ...options, entry: build }),
  );
  try {
    return await releaseOf(service.url, key, file('list.csv'));
  } finally {
    await service.stop();
  }
}
