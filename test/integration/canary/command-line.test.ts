// What the command line writes and says: files for their owner alone, and nothing of what was typed.
import { readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { check } from '../../../src/cli/check.ts';
import { writeNewFiles } from '../../../src/cli/new-files.ts';
import { readConfig } from '../../../src/config.ts';
import { findLeaks, leakPatterns } from '../../support/leak-scan.ts';
import { leaksInFiles } from '../../support/traces.ts';
import { runSluice } from '../cli/run-sluice.ts';

const PERSON = 'typed.w2n6@vanity-j7c5.org';
const PATTERNS = [PERSON, ...PERSON.split('@')].flatMap(leakPatterns);
const leaksIn = (said: string) => findLeaks(Buffer.from(said), PATTERNS);

let folder: string;
const file = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-command-'));
  await writeFile(file('people.csv'), `name,email\n${PERSON},${PERSON}\n`);
  await writeFile(file('other.csv'), `name,email\n${PERSON}\u0000\u0001,x\n`);
  await writeFile(file('manifest.json'), `{"address":"${PERSON}"`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('T6 · a foreign error carries the address out: a command that fails', () => {
  it.each([
    ['an option that is none', ['check', `--${PERSON}`], ''],
    ['a value outside its list', ['import', PERSON, 'people.csv'], ''],
    ['a word too many', ['verify', 'people.csv', PERSON], ''],
    ['a file that is not there', ['verify', `${PERSON}.csv`], ''],
    ['a file that is no text', ['verify', 'other.csv', '--no-dns', '-o', '-'], ''],
    ['a column that is none', ['verify', 'people.csv', '--no-dns', '--address-column', PERSON], ''],
    ['a name server', ['check', '--dns', PERSON, '-'], ''],
    [
      'a line that is no JSON',
      ['check', '--jsonl', '--no-dns'],
      `${PERSON}\n{"${PERSON}":1}\n["${PERSON}"]\n`,
    ],
    ['a manifest that is none', ['release', 'verify', 'manifest.json', 'people.csv'], ''],
  ])('does not repeat %s', async (_, args, input) => {
    const run = await runSluice(args, { cwd: folder, input, environment: { SLUICE_HOME: file('home') } });
    expect(run.code).toBeGreaterThan(0);
    expect(`${run.stdout}${run.stderr}`).toMatch(/\S/);
    expect(leaksIn(run.stdout + run.stderr)).toEqual([]);
  });

  it('does not repeat a setting', async () => {
    const settings = { PORT: PERSON, SLUICE_DNS: PERSON, SLUICE_TIMEZONE: PERSON, DATABASE_URL: PERSON };
    const run = await runSluice(['migrate'], { environment: settings });
    expect(run.code).toBe(3);
    expect(leaksIn(run.stderr)).toEqual([]);
  });
});

describe('T24 · the command line leaks by itself', () => {
  const text = (stream: PassThrough) => String(stream.read() ?? '');
  async function checked(addresses: readonly string[], settings: Record<string, string>) {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    stdin.end('ann@gmail.com\n');
    const context = { config: () => readConfig(settings) };
    expect(await check(addresses, { dns: false }, context, { stdin, stdout, stderr })).toBe(0);
    return { stdout: text(stdout), stderr: text(stderr) };
  }

  it('says in PHI mode where an argument stays, and says nothing elsewhere', async () => {
    const phi = { SLUICE_PHI_MODE: 'on' };
    const typed = await checked([PERSON], phi);
    expect(typed.stderr).toMatch(/^sluice: arguments stay [^\n]+ "sluice check < FILE"\n$/);
    expect(leaksIn(typed.stderr)).toEqual([]);
    expect(typed.stdout).toContain(PERSON);
    expect((await checked([], phi)).stderr).toBe('');
    expect((await checked([PERSON], {})).stderr).toBe('');
  });

  it('shows standard input first in its help', async () => {
    const { stdout } = await runSluice(['check', '--help']);
    const [usage = '', other = ''] = stdout.split('\n');
    expect(usage).toMatch(/^Usage: sluice check \[options\] < FILE$/);
    expect(other).toContain('[ADDRESS…]');
    expect(stdout).toMatch(
      /Arguments end in the history of the shell .+:\n {2}sluice check < addresses\.txt\n/,
    );
  });

  it('writes files that their owner alone may read, whatever the umask, and never through a link', async () => {
    const files = ['export.csv', 'manifest.sig.json'].map((name) => ({
      path: file(name),
      read: async () => [Buffer.from(PERSON)],
    }));
    const before = process.umask(0);
    try {
      await writeNewFiles(files);
    } finally {
      process.umask(before);
    }
    for (const { path } of files) expect(statSync(path).mode & 0o777).toBe(0o600);
    const link = file('link.csv');
    symlinkSync(file('target.csv'), link);
    for (const force of [false, true]) {
      const refused = writeNewFiles([{ path: link, read: async () => [Buffer.from(PERSON)] }], force);
      await expect(refused).rejects.toMatchObject({ code: 'output-refused' });
    }
    expect(readdirSync(folder)).not.toContain('target.csv');
  });

  it('leaves nothing of a verified file outside the answer, which is its owner’s', async () => {
    const environment = { SLUICE_HOME: file('home'), HOME: folder, TMPDIR: folder };
    const run = await runSluice(['verify', 'people.csv', '--no-dns', '-o', 'answer.csv'], {
      cwd: folder,
      environment,
    });
    expect(run.code).toBe(0);
    expect(statSync(file('answer.csv')).mode & 0o777).toBe(0o600);
    expect(readFileSync(file('answer.csv'), 'utf8')).toContain(PERSON);
    const holders = leaksInFiles(folder, PATTERNS).map((leak) => leak.split(': ')[0]);
    const expected = [
      'answer.csv',
      'export.csv',
      'manifest.json',
      'manifest.sig.json',
      'other.csv',
      'people.csv',
    ];
    expect([...new Set(holders)].sort()).toEqual(expected.map(file));
  });

  it('prints a header inert that would steer a terminal', async () => {
    const column = 'e\u001b[2J\u001b]52;c;cm0=\u001b\\mail\r';
    await writeFile(file('steering.csv'), `name,"${column}"\n${'x,ann@gmail.com\n'.repeat(100)}`);
    const args = ['verify', 'steering.csv', '--no-dns', '--address-column', column, '--force'];
    const { code, stderr } = await runSluice(args, { cwd: folder });
    expect(code).toBe(0);
    expect(stderr).toContain('\\u{1b}[2J\\u{1b}]52;c;cm0=\\u{1b}\\mail');
    expect(stderr).not.toMatch(/\p{Cc}(?<!\n)/u);
  });
});
