// The settings: defaults, checks, and errors that name the setting and never its value.
import { describe, expect, it } from 'vitest';
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

  it.each(['require', 'prefer', 'allow'])('refuses sslmode=%s, which does not verify the server', (mode) => {
    expect(() => readConfig({ DATABASE_URL: `postgres://u:secret@db/x?sslmode=${mode}` })).toThrow(
      expect.objectContaining({ code: 'settings-invalid' }),
    );
  });

  it('takes sslmode=verify-full', () => {
    const url = 'postgres://u@db/x?sslmode=verify-full';
    expect(readConfig({ DATABASE_URL: url }).databaseUrl).toBe(url);
  });

  it('names all bad settings together, without a value', () => {
    const bad = { PORT: '99999', SLUICE_TIMEZONE: 'Mars/Olympus', DATABASE_URL: 'mysql://u:secret@db/x' };
    const failure = catchError(() => readConfig(bad));
    expect(failure).toMatchObject({ code: 'settings-invalid' });
    for (const name of Object.keys(bad)) expect(failure.message).toContain(name);
    expect(failure.message).not.toMatch(/secret|Mars|99999/);
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
