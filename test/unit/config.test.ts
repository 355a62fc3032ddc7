// The settings: defaults, checks, and errors that name the setting and never its value.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';

describe('readConfig', () => {
  it('takes safe defaults', () => {
    const config = readConfig({ SLUICE_HOME: '/srv/sluice' });
    expect(config).toMatchObject({
      databaseUrl: undefined,
      keyFile: '/srv/sluice-keys.json',
      keyFileNamed: false,
      host: '127.0.0.1',
      port: 8080,
      phiMode: false,
      timezone: 'UTC',
    });
  });

  it('reads an empty setting as one that is left out', () => {
    expect(readConfig({ PORT: '', SLUICE_DNS: '' })).toMatchObject({ port: 8080, dns: undefined });
  });

  it('names all bad settings together, without a value', () => {
    const bad = { PORT: '99999', SLUICE_TIMEZONE: 'Mars/Olympus', DATABASE_URL: 'mysql://u:secret@db/x' };
    const failure = catchError(() => readConfig(bad));
    expect(failure).toMatchObject({ code: 'settings-invalid' });
    for (const name of Object.keys(bad)) expect(failure.message).toContain(name);
    expect(failure.message).not.toMatch(/secret|Mars|99999/);
  });
});

const SECRET = 'k3q8-marker';

describe('T18 · a database URL that does not make the server prove who it is', () => {
  const problemOf = (url: string) => {
    const failure = catchError(() => readConfig({ DATABASE_URL: url }));
    expect(failure).toMatchObject({ code: 'settings-invalid' });
    expect(failure.message).not.toContain(SECRET);
    return failure.message;
  };

  it.each([
    '',
    '?sslmode=disable',
    '?sslmode=require',
    '?sslmode=prefer',
    '?sslmode=allow',
    '?sslmode=verify-ca',
  ])('is refused for another machine: "%s"', (query) => {
    expect(problemOf(`postgres://u:${SECRET}@db.example/x${query}`)).toContain('verify-full');
  });

  it.each([
    ['several machines', `postgres://u:${SECRET}@localhost,db.example/x`],
    ['a machine named like loopback', `postgres://u:${SECRET}@127.db.example/x?sslmode=disable`],
    ['a machine behind an at sign', `postgres://u:${SECRET}@localhost@db.example/x`],
    ['a machine behind an escaped comma', `postgres://u:${SECRET}@localhost%2Cdb.example/x`],
    ['a mode said twice', `postgres://u:${SECRET}@db.example/x?sslmode=verify-full&sslmode=disable`],
    ["the driver's own switch", `postgres://u:${SECRET}@db.example/x?sslmode=verify-full&ssl=require`],
    ['a machine where a socket folder belongs', `postgres://u:${SECRET}@localhost/x?host=db.example`],
    ['no user', 'postgres://localhost/x'],
    ['no database', `postgres://u:${SECRET}@localhost`],
    ['no host', 'postgres:///x'],
    ['a password that is not escaped', `postgres://u:100%${SECRET}@localhost/x`],
    [
      'an authority that is not there',
      `postgres://u:${SECRET}@db.example/x?sslmode=verify-full&sslrootcert=/none.pem`,
    ],
  ])('is refused: %s', (_, url) => {
    expect(problemOf(url)).toMatch(/DATABASE_URL: /);
  });

  it.each([
    'postgres://u@db.example/x?sslmode=verify-full',
    'postgresql://u@db.example:6432/x?sslmode=verify-full&sslrootcert=system',
    'postgres://u@localhost/x',
    'postgres://u@127.0.0.2:5433/x?sslmode=disable',
    'postgres://u@localhost/x?host=/var/run/postgresql',
  ])('is taken: %s', (url) => {
    expect(readConfig({ DATABASE_URL: url }).databaseUrl).toBe(url);
  });
});

describe('T18 · DATABASE_URL_FILE', () => {
  const read = (text: string, mode: number, also: Record<string, string> = {}) => {
    const file = join(folder, 'database_url');
    writeFileSync(file, text);
    chmodSync(file, mode);
    return readConfig({ DATABASE_URL_FILE: file, ...also }).databaseUrl;
  };
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-config-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const URL_TEXT = `postgres://u:${SECRET}@localhost/x`;

  it.each([0o600, 0o400])('is read where nobody else can: mode %i', (mode) => {
    expect(read(`${URL_TEXT}\n`, mode)).toBe(URL_TEXT);
  });

  it.each([
    ['open to others', URL_TEXT, 0o644, 'DATABASE_URL_FILE: must be a file of mode 0600'],
    ['open to a group', URL_TEXT, 0o640, 'DATABASE_URL_FILE: must be a file of mode 0600'],
    ['with a URL that is refused', `${URL_TEXT}?sslmode=require`, 0o600, 'DATABASE_URL_FILE: this sslmode'],
  ])('is refused: %s', (_, text, mode, problem) => {
    const failure = catchError(() => read(text, mode));
    expect(failure.message).toContain(problem);
    expect(failure.message).not.toContain(SECRET);
  });

  it('is refused beside DATABASE_URL, where it is absent, and where it is no file', () => {
    expect(catchError(() => read(URL_TEXT, 0o600, { DATABASE_URL: URL_TEXT })).message).toContain('not both');
    expect(() => readConfig({ DATABASE_URL_FILE: join(folder, 'absent') })).toThrow('cannot be read');
    expect(() => readConfig({ DATABASE_URL_FILE: folder })).toThrow('mode 0600');
  });
});

function catchError(run: () => unknown): Error {
  try {
    run();
  } catch (thrown) {
    return thrown as Error;
  }
  throw new Error('Expected a failure.');
}
