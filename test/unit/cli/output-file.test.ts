// The file that is written: the owner's alone, whole or not there, and never in the place of another.
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createOutputFile } from '../../../src/cli/output-file.ts';
import { codeOf } from '../../support/byte-streams.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-output-'));
  path = join(folder, 'out.csv');
  return () => rmSync(folder, { recursive: true });
});

async function writeOut(force = false) {
  const output = await createOutputFile(path, force);
  await output.write(Buffer.from('whole'));
  await output.publish();
  await output.discard();
}

describe('createOutputFile', () => {
  it('gives the file its name at the end, for the owner alone', async () => {
    const output = await createOutputFile(path, false);
    await output.write(Buffer.from('wh'));
    await output.write(Buffer.from('ole'));
    expect(existsSync(path)).toBe(false);
    const [draft = ''] = readdirSync(folder);
    expect(statSync(join(folder, draft)).mode & 0o777).toBe(0o600);
    await output.publish();
    await output.discard();
    expect(readdirSync(folder)).toEqual(['out.csv']);
    expect(readFileSync(path, 'utf8')).toBe('whole');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('leaves nothing behind when the work fails', async () => {
    const output = await createOutputFile(path, false);
    await output.write(Buffer.from('half'));
    await output.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses a file that exists, also one that came meanwhile', async () => {
    const output = await createOutputFile(path, false);
    writeFileSync(path, 'other');
    expect(await codeOf(output.publish())).toBe('output-refused');
    await output.discard();
    expect(await codeOf(createOutputFile(path, false))).toBe('output-refused');
    expect(readFileSync(path, 'utf8')).toBe('other');
    expect(readdirSync(folder)).toEqual(['out.csv']);
  });

  it('replaces a file when told so, with the mode of a new one', async () => {
    writeFileSync(path, 'other');
    chmodSync(path, 0o644);
    await writeOut(true);
    expect(readFileSync(path, 'utf8')).toBe('whole');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.each([false, true])('refuses a link and leaves its target alone (force: %s)', async (force) => {
    const target = join(folder, 'target');
    writeFileSync(target, 'other');
    symlinkSync(target, path);
    expect(await codeOf(writeOut(force))).toBe('output-refused');
    rmSync(path);
    symlinkSync(join(folder, 'nowhere'), path);
    expect(await codeOf(writeOut(force))).toBe('output-refused');
    expect(readFileSync(target, 'utf8')).toBe('other');
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });

  it('fails with a code where no file can be made', async () => {
    expect(await codeOf(createOutputFile(join(folder, 'none', 'out.csv'), false))).toBe('output-unwritable');
  });
});
