// The body of every error (RFC 9457).
import { z } from '@hono/zod-openapi';
import { ERROR_CODES, type ErrorCode } from '../../errors.ts';

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]),
    detail: z.string().optional(),
    pointer: z.string().optional(),
    row: z.number().int().optional(),
    request_id: z.string(),
  })
  .openapi('Problem');
