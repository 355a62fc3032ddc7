// The answer about one address, section 8.4 of the contract.
import { z } from '@hono/zod-openapi';
import { DNS_OUTCOMES, MAIL_ROUTES } from '../../model/domain-facts.ts';
import { SYNTAX_FLAGS, SYNTAX_REASONS } from '../../model/mailbox.ts';
import { CHECK_OUTCOMES, REASONS, VERDICTS } from '../../model/verdict.ts';

export const validateBody = z.strictObject({ address: z.string().max(2000) }).openapi('ValidateRequest', {
  example: { address: 'ann@gmial.com' },
});

export const resultSchema = z
  .object({
    address: z.string(),
    verdict: z.enum(VERDICTS),
    reason: z.enum(REASONS),
    evidence: z.enum(['syntax', 'domain', 'mailbox']),
    score: z.number().int().min(0).max(100).nullable(),
    syntax: z.object({
      valid: z.boolean(),
      reason: z.enum(SYNTAX_REASONS).nullable(),
      local_part: z.string().nullable(),
      domain: z.string().nullable(),
      normalized: z.string().nullable(),
      flags: z.array(z.enum(SYNTAX_FLAGS)),
    }),
    domain: z
      .object({
        dns: z.enum(DNS_OUTCOMES),
        mail: z.enum(MAIL_ROUTES),
        exchanges: z.array(z.string()).optional(),
        provider: z.string(),
        disposable: z.boolean(),
        relay: z.boolean(),
        free: z.boolean(),
        accept_all: z.boolean().nullable(),
      })
      .optional(),
    mailbox: z.object({ role: z.boolean(), subaddress: z.string().nullable() }),
    suggestion: z.string().nullable(),
    toxicity: z.object({
      score: z.number().int().min(0).max(5),
      signals: z.array(z.object({ code: z.string(), points: z.number(), source: z.string() })),
    }),
    checks: z.array(
      z.object({
        check: z.string(),
        outcome: z.enum(CHECK_OUTCOMES),
        reason: z.string(),
        source: z.string(),
      }),
    ),
    checked_at: z.string(),
  })
  .openapi('Result');
