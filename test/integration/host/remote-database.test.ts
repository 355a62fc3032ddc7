// A database on another machine proves who it is before it is told anything, and nobody but DATABASE_URL names it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { runSluice } from '../cli/run-sluice.ts';
import { startTlsProxy, type TlsProxy } from './tls-proxy.ts';

const PASSWORD = 'marker-k3q8';
const pem = (name: string) => fileURLToPath(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url));

let folder: string;
let database: TestDatabase;
let name: string;
let socketPath: string;
let home: Record<string, string>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-remote-'));
  database = await createTestDatabase();
  const { pathname, searchParams } = new URL(database.appUrl);
  name = pathname.slice(1);
  socketPath = `${searchParams.get('host')}/.s.PGSQL.5432`;
  home = { SLUICE_HOME: join(folder, 'home'), SLUICE_DNS: '127.0.0.1:9' };
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** A command that opens the database and says nothing when it could. */
async function listKeys(environment: Record<string, string>) {
  const { code, stdout, stderr } = await runSluice(['keys', 'list'], {
    environment: { ...home, ...environment },
  });
  expect(stdout + stderr).not.toContain(PASSWORD);
  // Node's own warning about NODE_TLS_REJECT_UNAUTHORIZED is not ours; a new key says where it lies.
  return { code, stderr: stderr.replaceAll(/^(\(|\{.*"key_file").*\n/gm, '') };
}

const UNTRUSTED = {
  code: 3,
  stderr: expect.stringMatching(/^sluice: database-untrusted: The database did not prove who it is .*\n$/),
};

describe('T18 · somebody stands between the service and its database', () => {
  let proxy: TlsProxy;
  const urlOf = (host: string, query: string) =>
    `postgres://sluice_app:${PASSWORD}@${host}:${proxy.port}/${name}${query}`;
  const useProxy = async (certificate: string | null) => {
    proxy = await startTlsProxy(socketPath, certificate);
    onTestFinished(() => proxy.close());
  };

  it('is not spoken to on another machine in a mode that asks for no proof', async () => {
    await useProxy(pem('localhost'));
    expect(await listKeys({ DATABASE_URL: urlOf(hostname(), '?sslmode=require') })).toEqual({
      code: 3,
      stderr: expect.stringMatching(/^sluice: settings-invalid: DATABASE_URL: .*verify-full\n$/),
    });
  });

  it('is found out by a certificate that no authority stands for', async () => {
    await useProxy(pem('localhost'));
    expect(await listKeys({ DATABASE_URL: urlOf('localhost', '?sslmode=verify-full') })).toEqual(UNTRUSTED);
  });

  it('is found out whatever the environment says of TLS', async () => {
    await useProxy(pem('localhost'));
    const environment = { NODE_TLS_REJECT_UNAUTHORIZED: '0', PGSSLMODE: 'disable', PGSSL: 'require' };
    const url = urlOf('localhost', '?sslmode=verify-full');
    expect(await listKeys({ DATABASE_URL: url, ...environment })).toEqual(UNTRUSTED);
  });

  it.each([
    ['another name', 'localhost', 'database.example'],
    ['no name for the IP address that was asked for', '127.0.0.1', 'localhost'],
  ])('is found out by a good certificate with %s', async (_, host, certificate) => {
    await useProxy(pem(certificate));
    const url = urlOf(host, `?sslmode=verify-full&sslrootcert=${encodeURIComponent(pem(certificate))}`);
    expect(await listKeys({ DATABASE_URL: url })).toEqual(UNTRUSTED);
  });

  it('is told nothing when it says that it has no TLS', async () => {
    await useProxy(null);
    const url = urlOf(
      'localhost',
      `?sslmode=verify-full&sslrootcert=${encodeURIComponent(pem('localhost'))}`,
    );
    expect(await listKeys({ DATABASE_URL: url })).toMatchObject({ code: 3 });
    const said = proxy.clear().toString('latin1');
    expect(said).not.toMatch(/sluice_app|application_name/);
    expect(said).not.toContain(PASSWORD);
  });

  it('is the database itself when the authority that was named stands for it', async () => {
    await useProxy(pem('localhost'));
    const url = urlOf(
      'localhost',
      `?sslmode=verify-full&sslrootcert=${encodeURIComponent(pem('localhost'))}`,
    );
    expect(await listKeys({ DATABASE_URL: url })).toEqual({ code: 0, stderr: '' });
    expect(proxy.clear().length).toBe(0);
  });
});

describe('T18 · variables of the account name another database', () => {
  it('does not let PG* variables or the account fill what DATABASE_URL says', async () => {
    const elsewhere = {
      PGHOST: '127.0.0.1',
      PGPORT: '9',
      PGUSER: 'nobody',
      PGUSERNAME: 'nobody',
      PGPASSWORD: 'another',
      PGDATABASE: 'none',
      PGSSL: 'require',
      PGSSLMODE: 'require',
      PGTARGETSESSIONATTRS: 'standby',
      PGMAX: '0',
    };
    expect(await listKeys({ DATABASE_URL: database.appUrl, ...elsewhere })).toEqual({ code: 0, stderr: '' });
  });
});

describe('T18 · the environment of the service tells the password of its database', () => {
  it('does not where the URL is read from a file', async () => {
    const file = join(folder, 'database_url');
    const url = new URL(database.appUrl);
    url.password = PASSWORD;
    writeFileSync(file, `${url.href}\n`, { mode: 0o600 });
    expect(await listKeys({ DATABASE_URL_FILE: file })).toEqual({ code: 0, stderr: '' });
  });
});
