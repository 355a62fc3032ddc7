// Senders and releases as callers see them.
import { z } from '@hono/zod-openapi';
import { FEW, REASON_CLASSES } from '../../access/graded-reasons.ts';
import { PURPOSES, STREAMS } from '../../model/consent.ts';
import { CONTENT_CLASSES, LIST_REASONS, PHI_BASES, RELEASE_REASONS, SOURCES } from '../../model/decision.ts';

export const senderBody = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    domain: z
      .string()
      .max(253)
      .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/i),
    stream: z.enum(STREAMS),
  })
  .openapi('NewSender', { example: { name: 'Newsletter', domain: 'news.clinic.org', stream: 'marketing' } });

export const senderSchema = z
  .object({ id: z.string(), name: z.string(), domain: z.string(), stream: z.enum(STREAMS) })
  .openapi('Sender');

export const sendersSchema = z.object({ senders: z.array(senderSchema) }).openapi('Senders');

const id = z.string().regex(/^[a-z]{3}_[0-9a-f]{32}$/);

/** What the requester declares; a field left out is judged by the gate, a value outside its list is refused. */
export const releaseBody = z
  .strictObject({
    list: id,
    sender: id,
    content: z.enum(CONTENT_CLASSES).optional(),
    phi_basis: z.enum(PHI_BASES).optional(),
    remuneration: z.union([z.boolean(), z.literal('unknown')]).optional(),
    source: z.enum(SOURCES).optional(),
    purpose: z.enum(PURPOSES).optional(),
    trigger: z.strictObject({ type: z.string().max(100), ref: z.string().max(100) }).optional(),
    relationship: z.strictObject({ active: z.boolean(), attested_at: z.iso.datetime() }).optional(),
    criteria: z.string().max(2000).optional(),
    essential: z.boolean().optional(),
    category: z.string().max(100).optional(),
    content_check: z.string().max(100).optional(),
    columns: z.array(z.string().max(200)).max(50).optional(),
  })
  .openapi('ReleaseRequest');

export const releaseSchema = z
  .object({
    id: z.string(),
    list: z.string(),
    sender: z.string(),
    status: z.enum(['deciding', 'ready', 'held', 'expired', 'failed']),
    revision: z.number().int(),
    rows: z.number().int(),
    counts: z.object({ released: z.number().int(), held: z.number().int(), excluded: z.number().int() }),
    /** Roles that send see classes in place of codes with few rows. */
    reasons: z.partialRecord(
      z.enum([...RELEASE_REASONS, ...REASON_CLASSES]),
      z.union([z.number().int(), z.literal(FEW)]),
    ),
    list_reasons: z.array(z.enum(LIST_REASONS)),
    policy: z.string(),
    expires_at: z.string().nullable(),
    manifest: z.string().nullable(),
    failure: z.string().nullable(),
  })
  .openapi('Release');

export const releasesSchema = z.object({ releases: z.array(releaseSchema) }).openapi('Releases');

export const releasesQuery = z.object({ list: id.optional() });

export const revisionQuery = z.object({ revision: z.coerce.number().int().min(1).optional() });
