// `sluice reference refresh` as a process: seen first, applied by a person, used by check, refused with exit 1.
import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readManifest } from '../../../src/reference/manifest.ts';
import { packageTarball } from '../../unit/reference/small-packages.ts';
import { runSluice } from '../cli/run-sluice.ts';

const NEW = 'throwaway-of-a-test-q7x2.com';
const PACKAGE = 'fakefilter';

let root: string;
let listed: number;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sluice-refresh-'));
  const { lists } = await readManifest('data');
  listed = lists.flatMap(({ sources }) => sources).find(({ name }) => name === PACKAGE)?.names ?? 0;
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

const sluice = (...args: string[]) =>
  runSluice(args, { environment: { SLUICE_HOME: join(root, 'home'), SLUICE_LOG_LEVEL: 'warn' } });

/** A tarball of the package that lists as many names as it did, and these. */
async function newer(version: string, ...names: string[]): Promise<string> {
  const many = Array.from({ length: listed }, (_, at) => `filler-${at}.mailinator.com`);
  const file = join(root, 'newer.tgz');
  await writeFile(file, packageTarball(PACKAGE, { version, names: [...many, ...names] }));
  return file;
}

async function verdictOf(domain: string) {
  const { stdout } = await sluice('check', '--no-dns', '--json', `ann@${domain}`);
  return JSON.parse(stdout) as { reason: string; checks: { check: string; source: string }[] };
}

describe('reference refresh', () => {
  it('shows what would change and changes nothing until it is applied', async () => {
    const { code, stdout } = await sluice('reference', 'refresh', '--from', await newer('99.0.0', NEW));
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^disposable \S+ -> \S+: 1 added, 0 removed\n {2}\+ throwaway-of-a-test-q7x2\.com\n/,
    );
    expect(stdout).toMatch(/^Version \S+ waits; /m);
    expect(await verdictOf(NEW)).not.toMatchObject({ reason: 'disposable' });
  });

  it('applied, is used by the next command, which names the version', async () => {
    const { code, stdout } = await sluice('reference', 'refresh', '--apply');
    expect(code).toBe(0);
    const version = /In use from the next start on: version (\S+)\./.exec(stdout)?.[1];
    const { reason, checks } = await verdictOf(NEW);
    expect(reason).toBe('disposable');
    expect(checks).toContainEqual(expect.objectContaining({ source: `disposable@${version}` }));
    const status = await sluice('reference', 'status');
    expect(status.stdout).toMatch(
      new RegExp(`^${version?.replace('.', '\\.')} +refreshed +in use\n\\S+ +bundled +kept$`, 'm'),
    );
  });

  it('is refused with exit 1 and a reason when a package calls a provider disposable', async () => {
    const file = await newer('99.0.1', NEW, 'outlook.com');
    const { code, stdout, stderr } = await sluice('reference', 'refresh', '--from', file, '--apply');
    expect([code, stdout]).toEqual([1, expect.not.stringContaining('In use')]);
    expect(stderr).toMatch(/^refused: .*: outlook\.com\.$/m);
  });

  it('that was damaged on the disk is passed over with a warning', async () => {
    const folder = join(root, 'home', 'reference');
    const [kept = ''] = await readdir(folder);
    await appendFile(join(folder, kept, 'disposable.txt'), 'zz.com\n');
    const { code, stdout, stderr } = await sluice('check', '--no-dns', '--json', `ann@${NEW}`);
    expect([code, JSON.parse(stdout).reason]).not.toContain('disposable');
    expect(stderr).toContain('damaged reference lists are passed over');
    expect((await sluice('reference', 'status')).stdout).toMatch(
      /damaged: The list disposable is not the file/,
    );
  });

  it('of a file that is not there is wrong use', async () => {
    expect(await sluice('reference', 'refresh', '--from', join(root, 'none.tgz'))).toMatchObject({ code: 2 });
  });
});
