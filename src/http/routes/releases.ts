// Ask for a release, follow it, fetch its file and its proof.
import { operation } from '../operation.ts';
import { acceptedSchema, idParams } from '../schemas/list.ts';
import {
  releaseBody,
  releaseSchema,
  releasesQuery,
  releasesSchema,
  revisionQuery,
} from '../schemas/release.ts';
import { download } from '../stream.ts';

export const createRelease = operation({
  summary: 'Asks which rows of a list may be mailed by a sender, under what the request declares.',
  body: releaseBody,
  answers: { 202: acceptedSchema },
  async handle({ body, caller }, services, context) {
    return context.json(await services.releases.create(caller.actor, body), 202);
  },
});

export const listReleases = operation({
  summary: 'The newest releases, of one list or of all.',
  query: releasesQuery,
  answers: { 200: releasesSchema },
  async handle({ query, caller }, services, context) {
    return context.json({ releases: await services.releases.page(caller, query.list ?? null) });
  },
});

export const findRelease = operation({
  summary: 'State, counts and reasons of one release.',
  params: idParams,
  answers: { 200: releaseSchema },
  async handle({ params, caller }, services, context) {
    return context.json(await services.releases.find(caller, params.id));
  },
});

export const releaseFile = operation({
  summary: 'The rows that may be mailed, as CSV, made anew on each download.',
  params: idParams,
  query: revisionQuery,
  answers: { 200: ['text/csv'] },
  async handle({ params, query, caller }, services, context) {
    const file = await services.releases.file(caller, params.id, query.revision ?? null);
    const headers = { 'sluice-revision': String(file.revision) };
    const options = { type: 'text/csv; charset=utf-8', name: `${params.id}.csv`, headers };
    return download(file.bytes, options, context, services.log);
  },
});

export const releaseManifest = operation({
  summary: 'The signed manifest: canonical JSON.',
  params: idParams,
  query: revisionQuery,
  answers: { 200: ['application/json'] },
  async handle({ params, query, caller }, services, context) {
    const manifest = await services.releases.manifest(caller, params.id, query.revision ?? null);
    return context.body(manifest, 200, {
      'content-type': 'application/json',
      'content-disposition': `attachment; filename="${params.id}-manifest.json"`,
    });
  },
});
