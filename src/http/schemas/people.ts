// Suppressions, consents and imports as callers send and see them.
import { z } from '@hono/zod-openapi';
import { IMPORT_COLUMNS } from '../../model/import-columns.ts';

/** One line of an import as an object: the columns of section 8.5, as text or JSON values. */
const cell = z.union([z.string().max(4000), z.boolean()]);
const line = (columns: readonly string[]) =>
  z.strictObject(Object.fromEntries(columns.map((name) => [name, cell.optional()])));

export const suppressionBody = line(IMPORT_COLUMNS.suppressions).openapi('NewSuppression', {
  example: { address: 'ann@clinic.org', reason: 'unsubscribe' },
});
export const consentBody = line(IMPORT_COLUMNS.consents).openapi('NewConsent', {
  example: {
    address: 'ann@clinic.org',
    kind: 'can_spam_affirmative',
    signed_at: '2026-05-01',
    capture_point: 'web_form',
  },
});

export const searchBody = z.strictObject({ address: z.string().max(2000) }).openapi('Search');

/** The same for a new and a known address: it tells nobody who is in the table. */
export const recordedSchema = z.object({ status: z.literal('recorded') }).openapi('Recorded');

export const foundSuppressionsSchema = z
  .object({
    suppressions: z.array(
      z.object({
        id: z.string(),
        reason: z.string(),
        scope: z.string(),
        received_at: z.string(),
        expires_at: z.string().nullable(),
      }),
    ),
  })
  .openapi('FoundSuppressions');

export const foundConsentsSchema = z
  .object({
    consents: z.array(
      z.object({
        id: z.string(),
        kind: z.string(),
        stream: z.string(),
        status: z.string(),
        defects: z.array(z.string()),
        signed_at: z.string(),
        capture_point: z.string(),
        effective_from: z.string(),
        expires_at: z.string().nullable(),
      }),
    ),
  })
  .openapi('FoundConsents');

/** Speaks of the file alone: the same file twice is answered with the same bytes. */
export const reportSchema = z
  .object({
    status: z.enum(['running', 'completed', 'failed']),
    lines: z.number().int(),
    accepted: z.number().int(),
    duplicate: z.number().int(),
    rejected_count: z.number().int(),
    rejected: z.array(z.object({ row: z.number().int(), code: z.string(), detail: z.string() })),
  })
  .openapi('ImportReport');

/** A report under the id that it is kept under. */
export const keptReportSchema = reportSchema.extend({ id: z.string() }).openapi('KeptImportReport');
