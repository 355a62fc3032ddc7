// Lists as callers see them.
import { z } from '@hono/zod-openapi';
import { SOURCES } from '../../model/decision.ts';
import { LIST_STATES, ROW_PROBLEMS } from '../../model/list.ts';
import { VERDICTS } from '../../model/verdict.ts';

export const idParams = z.object({ id: z.string().regex(/^[a-z]{3}_[0-9a-f]{32}$/) });

export const acceptedSchema = z.object({ id: z.string(), status: z.string() }).openapi('Accepted');

export const listSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    source: z.string(),
    status: z.enum(LIST_STATES),
    revision: z.number().int(),
    rows: z.number().int(),
    processed: z.number().int(),
    duplicates: z.number().int(),
    counts: z.object({
      deliverable: z.number().int(),
      risky: z.number().int(),
      undeliverable: z.number().int(),
      unknown: z.number().int(),
    }),
    reasons: z.record(z.string(), z.number().int()),
    failure: z.string().nullable(),
    created_at: z.string(),
    completed_at: z.string().nullable(),
    verified_at: z
      .string()
      .nullable()
      .openapi({ description: 'When the verdicts of this revision were made.' }),
    reference_versions: z.record(z.string(), z.string()).openapi({
      description: 'Reference list → version behind the verdicts; several where some were made anew later.',
    }),
  })
  .openapi('List');

export const listPageSchema = z.object({ lists: z.array(listSchema) }).openapi('Lists');

export const resultsQuery = z.object({
  format: z.enum(['csv', 'json']).default('csv'),
  verdict: z.enum(VERDICTS).optional(),
  guard: z.enum(['formulas']).optional(),
});

export const problemsSchema = z
  .object({ problems: z.array(z.object({ row: z.number().int(), problem: z.enum(ROW_PROBLEMS) })) })
  .openapi('RowProblems');

export const uploadForm = z
  .object({
    name: z.string().min(1).max(200),
    source: z.enum(SOURCES).default('unknown'),
    address_column: z.string().optional(),
    file: z.string().openapi({ format: 'binary' }),
  })
  .openapi('Upload');
