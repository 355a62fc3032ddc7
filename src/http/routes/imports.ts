// Imports of suppressions, consents and contacts: a CSV body in, a report out.
import { z } from '@hono/zod-openapi';
import { SluiceError } from '../../errors.ts';
import type { ImportKind } from '../../model/import-columns.ts';
import { operation } from '../operation.ts';
import { idParams } from '../schemas/list.ts';
import { keptReportSchema, reportSchema } from '../schemas/people.ts';
import { uploadBody } from '../upload-body.ts';

/** Up to so many lines an import is in force as a whole when it is answered. */
const AT_ONCE_LINES = 50_000;

export const importSuppressions = importing('suppressions');
export const importConsents = importing('consents');
export const importContacts = importing('contacts');
export const importTraps = importing('traps');
export const importLitigators = importing('litigators');
export const importComplainers = importing('complainers');

function importing(kind: ImportKind) {
  return operation({
    summary: `Imports ${kind} from CSV; the report is kept at Location; above 50,000 lines the answer is 202.`,
    media: { 'text/csv': z.string() },
    answers: { 200: reportSchema, 202: keptReportSchema },
    async handle({ caller }, services, context) {
      if (!/^text\/(csv|plain)\b/i.test(context.req.header('content-type') ?? '')) {
        throw new SluiceError('media-unsupported', { detail: 'Send text/csv.' });
      }
      const kept = await services.imports.run(kind, caller.actor, uploadBody(context));
      const { id, ...report } = kept;
      context.header('location', `/v1/imports/${id}`);
      return kept.lines > AT_ONCE_LINES ? context.json(kept, 202) : context.json(report);
    },
  });
}

export const findImport = operation({
  summary: 'The report of an import.',
  params: idParams,
  answers: { 200: keptReportSchema },
  async handle({ params }, services, context) {
    return context.json(await services.imports.find(params.id));
  },
});
