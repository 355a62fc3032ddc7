// Whether the service lives, whether it can work, and its numbers.
import { z } from '@hono/zod-openapi';
import { operation } from '../operation.ts';

const statusSchema = z.object({ status: z.enum(['ok', 'unavailable']) }).openapi('Health');

export const alive = operation({
  summary: 'Tells that the process answers.',
  answers: { 200: statusSchema },
  handle: (_input, _services, context) => context.json({ status: 'ok' }),
});

export const ready = operation({
  summary: 'Tells whether the database answers with the right schema, keys and clock.',
  answers: { 200: statusSchema, 503: statusSchema },
  async handle(_input, services, context) {
    const isReady = await services.isReady();
    return context.json({ status: isReady ? 'ok' : 'unavailable' }, isReady ? 200 : 503);
  },
});

export const metrics = operation({
  summary: 'Prometheus metrics without personal data.',
  answers: { 200: ['text/plain'] },
  async handle(_input, services, context) {
    return context.body(await services.metrics.text(), 200, { 'content-type': services.metrics.contentType });
  },
});
