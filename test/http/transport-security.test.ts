// Browsers are told to come by TLS only, where the service says that it is reached that way.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/http/app.ts';
import { openTestInstallation, type TestInstallation } from '../support/installation.ts';

describe('T19 · a browser comes back in clear text', () => {
  let sluice: TestInstallation;
  beforeAll(async () => {
    sluice = await openTestInstallation({
      worker: false,
      settings: { SLUICE_PUBLIC_URL: 'https://gate.clinic.example' },
    });
  });
  afterAll(() => sluice.close());

  it.each(['/healthz', '/v1/lists', '/none'])('is told at %s to insist on TLS for a year', async (path) => {
    const { headers } = await sluice.app.request(path);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
  });

  it.each([undefined, 'http://gate.clinic.example'])('is told nothing under %s', async (publicUrl) => {
    const { headers } = await createApp({ ...sluice.services, publicUrl }).request('/healthz');
    expect(headers.get('strict-transport-security')).toBeNull();
  });
});
