// Every command that speaks to an installation or its server, as its user types it.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../../../db/connect.ts';
import { runSluice } from '../cli/run-sluice.ts';
import { type Serving, startServing } from './serving.ts';

let serving: Serving;
let sender: string;
let list: string;
let release: string;

const write = async (name: string, text: string) => {
  const path = join(serving.folder, name);
  await writeFile(path, text);
  return path;
};

/** Runs a command with other settings beside the server's. */
const runWith = (environment: Readonly<Record<string, string>>, ...args: string[]) =>
  runSluice(args, { environment: { ...serving.environment, ...environment }, cwd: serving.folder });

beforeAll(async () => {
  serving = await startServing();
  const answer = await fetch(`${serving.url}/v1/senders`, {
    method: 'POST',
    body: JSON.stringify({ name: 'News', domain: 'news.clinic.org', stream: 'marketing' }),
    headers: {
      authorization: `Bearer ${serving.environment['SLUICE_API_KEY']}`,
      'content-type': 'application/json',
    },
  });
  sender = ((await answer.json()) as { id: string }).id;
});
afterAll(() => serving.stop());

describe('keys', () => {
  it('are printed once, alone on standard output', async () => {
    const { code, stdout, stderr } = await serving.run(
      'keys',
      'create',
      '--name',
      'cron',
      '--role',
      'sender',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^sk_[0-9a-f]+_\S+\n$/);
    const listed = await serving.run('keys', 'list');
    expect(listed.stdout).toMatch(/^cron\tsender\tuntil \d{4}-\d\d-\d\d$/m);
    expect(listed.stdout).not.toContain(stdout.trim().split('_')[2]);
  });

  it('end at once when they are revoked', async () => {
    const SLUICE_API_KEY = (await serving.run('keys', 'create', '--name', 'brief')).stdout.trim();
    const file = await write('brief.csv', 'email,n\nann@gmail.com,1\n');
    expect((await runWith({ SLUICE_API_KEY }, 'lists', 'upload', file)).code).toBe(0);
    expect((await serving.run('keys', 'revoke', 'brief')).code).toBe(0);
    expect(await runWith({ SLUICE_API_KEY }, 'lists', 'upload', file)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'sluice: key-invalid: The API key is unknown, revoked or expired.\n',
    });
    expect((await serving.run('keys', 'list')).stdout).toContain('brief\tservice\trevoked\n');
    expect((await serving.run('keys', 'revoke', 'brief')).code).toBe(2);
  });

  it.each([
    ['a taken name', ['--name', 'test']],
    ['a scope beyond the role', ['--name', 'a', '--role', 'upload', '--scopes', 'lists:write']],
    ['an unknown scope', ['--name', 'a', '--scopes', 'everything']],
    ['a publishable key without an origin', ['--name', 'a', '--publishable']],
    ['no name', []],
  ])('are not made with %s', async (_, args) => {
    expect(await serving.run('keys', 'create', ...args)).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('T28 · a key that may what only people may is made on the machine', () => {
  it.each([
    ['the role owner', ['--role', 'owner']],
    ['the role compliance', ['--role', 'compliance']],
    ['a scope of people', ['--scopes', 'holds:decide']],
    ['a life of more than a year', ['--expires-in', '366']],
    ['senders for another role', ['--role', 'service', '--sender', `snd_${'0'.repeat(32)}`]],
  ])('with %s it is refused', async (_, args) => {
    const made = await serving.run('keys', 'create', '--name', 'a', ...args);
    expect(made).toMatchObject({ code: 2, stdout: '' });
  });

  it('and one for a sender, for some days, is bound to both', async () => {
    const bound = ['--role', 'sender', '--sender', sender, '--expires-in', '30'];
    expect((await serving.run('keys', 'create', '--name', 'bound', ...bound)).code).toBe(0);
    const owner = openPool({ url: serving.ownerUrl, applicationName: 'test', max: 1 });
    const [key] = await owner.sql`
      SELECT sender_ids, round(extract(epoch FROM expires_at - created_at) / 86400)::int AS days
      FROM api_keys WHERE name = 'bound'`;
    await owner.close();
    expect(key).toEqual({ sender_ids: [sender], days: 30 });
  });
});

describe('import', () => {
  it('takes consents into the installation of the running server', async () => {
    const lines = ['ann@gmail.com', 'bob@gmail.com'].map(
      (address) => `${address},state_consent,2026-01-01,paper`,
    );
    const file = await write(
      'consents.csv',
      ['address,kind,signed_at,capture_point', ...lines, ''].join('\n'),
    );
    expect(await serving.run('import', 'consents', file)).toMatchObject({
      code: 0,
      stdout: '2 lines: 2 accepted, 0 duplicate, 0 rejected\n',
      stderr: '',
    });
  });

  it('names the rows that it rejects, repeats no address, and ends with 1', async () => {
    const lines = [
      'address,reason',
      'bob@gmail.com,unsubscribe',
      'nobody at all,manual',
      'cyd@gmail.com,because',
    ];
    const { code, stdout } = await serving.run(
      'import',
      'suppressions',
      await write('s.csv', lines.join('\n')),
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^3 lines: 1 accepted, 0 duplicate, 2 rejected\n {2}row 2: address-invalid .+\n {2}row 3: reason-unknown .+\n$/,
    );
    expect(stdout).not.toMatch(/nobody|cyd/);
  });

  it('stops at the first twenty rejected rows', async () => {
    const lines = Array.from({ length: 30 }, (_, n) => `nobody ${n},true`);
    const file = await write('contacts.csv', ['address,confidential', ...lines].join('\n'));
    const { code, stdout } = await serving.run('import', 'contacts', file);
    expect(code).toBe(1);
    expect(stdout.split('\n')).toHaveLength(1 + 20 + 1 + 1);
    expect(stdout).toContain('… and 10 more');
  });

  it.each([
    ['a file that is not there', ['consents', 'none.csv'], 'file-unreadable'],
    ['a folder', ['consents', '.'], 'file-unreadable'],
    ['a file without the columns', ['consents', 's.csv'], 'columns-missing'],
    ['another kind', ['wishes', 's.csv'], 'Allowed choices'],
  ])('refuses %s', async (_, args, word) => {
    const { code, stdout, stderr } = await serving.run('import', ...args);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining(word) });
  });
});

describe('reference allow, block, unlist and local', () => {
  it('keep the local lists, which the server reads', async () => {
    const blocked = await serving.run('reference', 'block', 'kelpworks.com', 'Bücher.kelpworks.com');
    expect(blocked).toMatchObject({ code: 0, stdout: '2 put on the block list\n', stderr: '' });
    await serving.run('reference', 'allow', 'bücher.kelpworks.com');
    const shown = await serving.run('reference', 'local');
    expect(shown.stdout.replaceAll(/\d{4}-\d\d-\d\d/g, 'DAY')).toBe(
      'allow\txn--bcher-kva.kelpworks.com\tDAY\nblock\tkelpworks.com\tDAY\n',
    );
    const removed = await serving.run('reference', 'unlist', 'kelpworks.com', 'never.org');
    expect(removed.stdout).toBe('1 taken off\n');
  });

  it('refuse what is no domain, without repeating it', async () => {
    const { code, stdout, stderr } = await serving.run('reference', 'allow', 'ann@secret.org');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('invalid-value');
    expect(stderr).not.toContain('secret');
  });

  it('import traps', async () => {
    const file = await write('traps.csv', 'address\ntrap@kelpworks.com\n@kelpworks.com\n');
    const { code, stdout } = await serving.run('import', 'traps', file);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^2 lines: 1 accepted, 0 duplicate, 1 rejected\n {2}row 2: address-invalid/);
  });
});

describe('lists and releases', () => {
  beforeAll(async () => {
    const lines = [
      'address,kind,signed_at,capture_point',
      'reader@gmail.com,state_consent,2026-01-01,paper',
      '',
    ];
    await serving.run('import', 'consents', await write('agreed.csv', lines.join('\n')));
  });

  it('uploads, waits, and prints the id alone on standard output', async () => {
    const rows = [
      'email,city',
      'reader@gmail.com,Aarhus',
      'other@gmail.com,Bonn',
      'third@gmail.com,Exeter',
      '',
    ];
    const file = await write('list.csv', rows.join('\n'));
    const { code, stdout, stderr } = await serving.run(
      'lists',
      'upload',
      file,
      '--source',
      'web_form',
      '--wait',
    );
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'completed: 3 rows, 0 duplicates, 3 deliverable, 0 risky, 0 undeliverable, 0 unknown\n',
    });
    expect(stdout).toMatch(/^lst_[0-9a-f]{32}\n$/);
    list = stdout.trim();
  });

  it('asks for a release and waits until it is decided', async () => {
    const declared = [
      '--content',
      'own_service',
      '--phi-basis',
      'none',
      '--remuneration',
      'false',
      '--columns',
      'city',
    ];
    const { code, stdout, stderr } = await serving.run(
      ...['releases', 'create', '--list', list, '--sender', sender, ...declared, '--wait'],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'ready: 1 released, 0 held, 2 excluded\n' });
    release = stdout.trim();
  });

  it('fetches the file and its proof for their owner alone, and replaces neither', async () => {
    const [file, manifest] = [join(serving.folder, 'out.csv'), join(serving.folder, 'out.json')];
    const args = ['releases', 'fetch', release, '-o', file, '--manifest', manifest];
    expect(await serving.run(...args)).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(file, 'utf8')).toBe('row,address,city\r\n1,reader@gmail.com,Aarhus\r\n');
    for (const path of [file, manifest]) expect(statSync(path).mode & 0o777).toBe(0o600);
    expect((await serving.run('release', 'verify', manifest, file)).code).toBe(0);

    await writeFile(file, 'mine');
    const other = join(serving.folder, 'other.json');
    const refused = await serving.run('releases', 'fetch', release, '--manifest', other, '-o', file);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('output-refused') });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(existsSync(other)).toBe(false);
    expect((await serving.run(...args, '--force')).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toMatch(/^row,address,city/);
  });

  it('confirms a proof elsewhere with the public keys alone', async () => {
    const keys = await write('keys.json', (await serving.run('keyring', 'public')).stdout);
    const elsewhere = { SLUICE_HOME: join(serving.folder, 'elsewhere') };
    const [file, manifest] = [join(serving.folder, 'out.csv'), join(serving.folder, 'out.json')];
    expect((await runWith(elsewhere, 'release', 'verify', '--key', keys, manifest, file)).code).toBe(0);
    expect((await runWith(elsewhere, 'release', 'verify', manifest, file)).code).toBe(2);
  });

  it('ends with 1 when the whole list is held, and says why', async () => {
    const { code, stderr } = await serving.run(
      'releases',
      'create',
      '--list',
      list,
      '--sender',
      sender,
      '--wait',
    );
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^held: DECLARATION_MISSING \(.+\)\n$/),
    });
  });

  it('refuses a file without addresses and leaves the reason', async () => {
    const file = await write('numbers.csv', 'a,b\n1,2\n3,4\n');
    const { code, stderr } = await serving.run('lists', 'upload', file);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('no-address-column') });
  });

  it('names the field of the request that is wrong', async () => {
    const { code, stderr } = await serving.run('releases', 'create', '--list', 'x', '--sender', sender);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('/list') });
  });
});

describe('the operator’s commands', () => {
  it('tell where the reference lists come from', async () => {
    const { code, stdout } = await serving.run('reference', 'status');
    expect(code).toBe(0);
    for (const name of ['disposable', 'relay', 'free', 'providers', 'roles', 'tlds']) {
      expect(stdout).toMatch(new RegExp(`^${name} +\\d{4}-\\d\\d-\\d\\d +\\d+ {2}\\S`, 'm'));
    }
  });

  it('tell which keys the ring has, and never a key', async () => {
    const { code, stdout } = await serving.run('keyring', 'status');
    expect(code).toBe(0);
    for (const purpose of ['index', 'lists', 'records', 'tokens', 'manifest', 'audit']) {
      expect(stdout).toMatch(new RegExp(`^${purpose} +[0-9a-f-]{36} +active`, 'm'));
    }
    const ring = JSON.parse(readFileSync(join(serving.folder, 'home-keys.json'), 'utf8'));
    expect(stdout).not.toContain(ring.index[0].key);
  });

  it('say what a cleanup would do, and do it', async () => {
    const owner = openPool({ url: serving.ownerUrl, applicationName: 'test cleanup', max: 1 });
    await owner.sql`UPDATE suppression_state SET next_change = now() - interval '1 minute'`;
    await owner.close();
    expect(await serving.run('cleanup', '--dry-run')).toMatchObject({
      code: 0,
      stdout: 'would end 0 abandoned uploads and 1 suppressions\n',
    });
    expect((await serving.run('cleanup')).stdout).toBe('ended 0 abandoned uploads and 1 suppressions\n');
    expect((await serving.run('cleanup', '--dry-run')).stdout).toContain(' 0 suppressions');
  });

  it('migrate a database that is current without a change', async () => {
    const migrated = await runWith({ DATABASE_URL: serving.ownerUrl }, 'migrate');
    expect(migrated).toMatchObject({ code: 0, stdout: 'The schema is current.\n', stderr: '' });
  });
});

describe('how commands end', () => {
  it.each([
    ['an unknown command', ['frobnicate']],
    ['an unknown option', ['keys', 'list', '--all']],
    ['a missing argument', ['lists', 'upload']],
    ['a word outside its list', ['lists', 'upload', 's.csv', '--source', 'mars']],
    ['a port that is none', ['serve', '--port', '99999']],
    ['a time that is none', ['release', 'verify', 'a', 'b', '--at', 'noon']],
    [
      'a trigger without a reference',
      ['releases', 'create', '--list', 'a', '--sender', 'b', '--trigger', 'x'],
    ],
  ])('wrong use with 2: %s', async (_, args) => {
    const { code, stdout, stderr } = await serving.run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: /);
  });

  it.each([
    ['no server', { SLUICE_URL: 'http://127.0.0.1:9' }, 'server-unreachable'],
    ['no key', { SLUICE_API_KEY: '' }, 'settings-invalid'],
  ])('the environment with 3: %s', async (_, environment, word) => {
    const { code, stdout, stderr } = await runWith(environment, 'lists', 'upload', 'list.csv');
    expect({ code, stdout, stderr }).toEqual({ code: 3, stdout: '', stderr: expect.stringContaining(word) });
  });

  it.each([
    [
      'a database that is not there',
      { DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' },
      'database-unavailable',
    ],
    ['settings that are wrong', { PORT: 'eighty' }, 'settings-invalid'],
  ])('the environment with 3: %s', async (_, environment, word) => {
    const { code, stderr } = await runWith(environment, 'keys', 'list');
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining(word) });
  });

  it('the environment with 3: a port that is taken', async () => {
    const { port } = new URL(serving.url);
    const { code, stderr } = await serving.run('serve', '--role', 'api', '--port', port);
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: `sluice: settings-invalid: Port ${port} is taken or may not be opened; name another with PORT or --port.\n`,
    });
  });
});

it('serve ends soon when it is told to, its worker with it', async () => {
  const other = await startServing();
  const began = performance.now();
  await other.stop();
  // A worker that does not end is killed after 25 s.
  expect(performance.now() - began).toBeLessThan(15_000);
});
