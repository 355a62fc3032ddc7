// Whether the service lives, whether it can work, and its numbers.
import { z } from '@hono/zod-openapi';
import { ERROR_CODES, type ErrorCode } from '../../errors.ts';
import { operation } from '../operation.ts';

const statusSchema = z.object({ status: z.literal('ok') }).openapi('Health');

/** `code` says why, from the closed list. */
const unavailableSchema = z
  .object({
    status: z.literal('unavailable'),
    code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]),
  })
  .openapi('Unavailable');

export const alive = operation({
  summary: 'Tells that the process answers.',
  answers: { 200: statusSchema },
  handle: (_input, _services, context) => context.json({ status: 'ok' }),
});

export const ready = operation({
  summary: 'Tells whether the database answers with the right schema, keys and clock.',
  answers: { 200: statusSchema, 503: unavailableSchema },
  async handle(_input, services, context) {
    const code = await services.unreadiness();
    return code === null
      ? context.json({ status: 'ok' })
      : context.json({ status: 'unavailable', code }, 503);
  },
});

export const metrics = operation({
  summary: 'Prometheus metrics without personal data.',
  answers: { 200: ['text/plain'] },
  async handle(_input, services, context) {
    return context.body(await services.metrics.text(), 200, { 'content-type': services.metrics.contentType });
  },
});
