// Upload, follow, read and delete lists.
import { operation } from '../operation.ts';
import {
  acceptedSchema,
  idParams,
  listPageSchema,
  listSchema,
  problemsSchema,
  resultsQuery,
  uploadForm,
} from '../schemas/list.ts';
import { download } from '../stream.ts';
import { uploadBody } from '../upload-body.ts';

export const uploadList = operation({
  summary: 'Uploads a list as multipart/form-data: name, source, then the file. Verification starts at once.',
  media: { 'multipart/form-data': uploadForm },
  answers: { 202: acceptedSchema },
  async handle({ caller }, services, context) {
    const body = uploadBody(context);
    return context.json(
      await services.lists.receive(caller.actor, body, context.req.header('content-type')),
      202,
    );
  },
});

export const listLists = operation({
  summary: 'The newest lists.',
  answers: { 200: listPageSchema },
  async handle({ caller }, services, context) {
    return context.json({ lists: await services.lists.page(caller) });
  },
});

export const findList = operation({
  summary: 'State, progress and counts of one list.',
  params: idParams,
  answers: { 200: listSchema },
  async handle({ params, caller }, services, context) {
    return context.json(await services.lists.find(caller, params.id));
  },
});

export const listResults = operation({
  summary: 'Every row as uploaded, with its verdict in further columns.',
  params: idParams,
  query: resultsQuery,
  answers: { 200: ['text/csv', 'application/json'] },
  async handle({ params, query, caller }, services, context) {
    const results = await services.lists.results(caller.actor, params.id, query);
    const name = `${params.id}-results.${query.format}`;
    return download(results.bytes, { type: results.type, name }, context, services.log);
  },
});

export const listProblems = operation({
  summary: 'Rows that read badly, by number; the first 1,000.',
  params: idParams,
  answers: { 200: problemsSchema },
  async handle({ params }, services, context) {
    const problems = await services.lists.problems(params.id);
    const name = `${params.id}-problems.json`;
    return context.json({ problems }, 200, { 'content-disposition': `attachment; filename="${name}"` });
  },
});

export const removeList = operation({
  summary: 'Deletes a list by destroying its key; what was released stays provable.',
  params: idParams,
  answers: { 204: null },
  async handle({ params, caller }, services, context) {
    await services.lists.remove(caller.actor, params.id);
    return context.body(null, 204);
  },
});
