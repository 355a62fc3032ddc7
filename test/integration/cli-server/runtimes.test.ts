// A `serve` that runs on a node which is not the one that was chosen says so in its log, and serves.
import { spawn } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { useTestDatabase } from '../../support/database.ts';
import { gone } from '../../support/homes.ts';

const ENTRY = fileURLToPath(new URL('../../../src/cli/sluice.ts', import.meta.url));
const SWITCHES = ['--disable-sigusr1', '--report-exclude-env', '--disable-proto=delete'];

describe('T20 · the lock file that does not lock', () => {
  it('a node with one byte more is warned of by its name, once the service listens', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-runtime-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    copyFileSync(process.execPath, join(folder, 'node'));
    appendFileSync(join(folder, 'node'), '\0');
    const { appUrl } = await useTestDatabase();
    const child = spawn(join(folder, 'node'), [...SWITCHES, ENTRY, 'serve', '--role', 'api', '--port', '0'], {
      env: {
        PATH: '/usr/bin:/bin',
        DATABASE_URL: appUrl,
        SLUICE_HOME: join(folder, 'home'),
        SLUICE_DNS: '127.0.0.1:9',
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let log = '';
    child.stderr.on('data', (piece: Buffer) => {
      log += piece;
    });
    let hasEnded = false;
    child.once('exit', () => {
      hasEnded = true;
    });
    const warned = () => Array.from(log.matchAll(/"executable":"(\w+)"/g), ([, name]) => name);
    await gone(() => log.includes('"msg":"executables compared"') || hasEnded, 30_000);
    expect(warned()).toEqual(['node']);
    child.kill('SIGTERM');
    await gone(() => hasEnded, 20_000);
  });
});
