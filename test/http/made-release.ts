// A release as most tests need it: asked for with a whole declaration, and decided.
import type { z } from 'zod';
import type { releaseSchema } from '../../src/http/schemas/release.ts';
import { type TestInstallation, until } from '../support/installation.ts';
import { jsonOf, postCsv, postJson } from './json-request.ts';

export type Release = z.infer<typeof releaseSchema>;

/** A declaration that nothing is held for. */
export const WHOLE_DECLARATION = {
  content: 'own_service',
  phi_basis: 'none',
  remuneration: false,
  source: 'web_form',
} as const;

export async function makeSender(
  sluice: TestInstallation,
  stream: 'marketing' | 'transactional' = 'marketing',
): Promise<string> {
  const sender = { name: 'Newsletter', domain: 'news.clinic.org', stream };
  return (await jsonOf<{ id: string }>(postJson(sluice, '/v1/senders', sender))).id;
}

/** Asks for a release and waits until it is decided. */
export async function makeRelease(
  sluice: TestInstallation,
  request: Record<string, unknown>,
): Promise<Release> {
  const { id } = await jsonOf<{ id: string }>(postJson(sluice, '/v1/releases', request));
  return until(async () => {
    const release = await jsonOf<Release>(sluice.request(`/v1/releases/${id}`));
    return release.status === 'deciding' ? null : release;
  });
}

/** Affirmative consent for marketing, without end. */
export async function importConsents(sluice: TestInstallation, addresses: readonly string[]): Promise<void> {
  const lines = addresses.map((address) => `${address},can_spam_affirmative,2026-01-05,web_form`);
  const file = ['address,kind,signed_at,capture_point', ...lines, ''].join('\r\n');
  await jsonOf(postCsv(sluice, '/v1/consents/import', file));
}
