// The whole API on one screen: every route, the scope it needs, and what it does.
import { randomUUID } from 'node:crypto';
import { OpenAPIHono } from '@hono/zod-openapi';
import { findKeyId } from '../access/api-key.ts';
import type { Services } from '../compose.ts';
import { SluiceError } from '../errors.ts';
import type { Scope } from '../model/actor.ts';
import { shareWithPages } from './cors.ts';
import { type AnyOperation, type HttpEnv, mount, type Route } from './operation.ts';
import { answerProblem } from './problem.ts';
import { alive, metrics, ready } from './routes/health.ts';
import {
  findImport,
  importComplainers,
  importConsents,
  importContacts,
  importLitigators,
  importSuppressions,
  importTraps,
} from './routes/imports.ts';
import { findList, listLists, listProblems, listResults, removeList, uploadList } from './routes/lists.ts';
import { addLocalDomains, localLists, removeListed, removeLocalDomains } from './routes/own-lists.ts';
import { addConsent, addSuppression, searchConsents, searchSuppressions } from './routes/people.ts';
import { createRelease, findRelease, listReleases, releaseFile, releaseManifest } from './routes/releases.ts';
import { createSender, listSenders } from './routes/senders.ts';
import { validateAddress } from './routes/validate.ts';

export const ROUTES: readonly Route[] = [
  route('post', '/v1/validate', 'validate', validateAddress),

  route('post', '/v1/lists', 'lists:upload', uploadList),
  route('get', '/v1/lists', 'lists:read', listLists),
  route('get', '/v1/lists/{id}', 'lists:read', findList),
  route('get', '/v1/lists/{id}/results', 'lists:results', listResults),
  route('get', '/v1/lists/{id}/problems', 'lists:read', listProblems),
  route('delete', '/v1/lists/{id}', 'lists:write', removeList),

  route('post', '/v1/senders', 'senders:write', createSender),
  route('get', '/v1/senders', 'senders:read', listSenders),

  route('post', '/v1/releases', 'releases:create', createRelease),
  route('get', '/v1/releases', 'releases:read', listReleases),
  route('get', '/v1/releases/{id}', 'releases:read', findRelease),
  route('get', '/v1/releases/{id}/file', 'releases:fetch', releaseFile),
  route('get', '/v1/releases/{id}/manifest', 'manifests:read', releaseManifest),

  route('post', '/v1/suppressions', 'suppressions:add', addSuppression),
  route('post', '/v1/suppressions/import', 'suppressions:import', importSuppressions),
  route('post', '/v1/suppressions/search', 'people:read', searchSuppressions),
  route('post', '/v1/consents', 'consents:write', addConsent),
  route('post', '/v1/consents/import', 'consents:write', importConsents),
  route('post', '/v1/consents/search', 'people:read', searchConsents),
  route('post', '/v1/contacts/import', 'contacts:write', importContacts),
  route('get', '/v1/imports/{id}', 'imports:read', findImport),

  route('get', '/v1/local-lists', 'people:read', localLists),
  route('post', '/v1/local-lists', 'reference:write', addLocalDomains),
  route('post', '/v1/local-lists/remove', 'reference:write', removeLocalDomains),
  route('post', '/v1/traps/import', 'suppressions:import', importTraps),
  route('post', '/v1/litigators/import', 'suppressions:import', importLitigators),
  route('post', '/v1/complainers/import', 'suppressions:import', importComplainers),
  route('post', '/v1/address-lists/remove', 'reference:write', removeListed),

  route('get', '/healthz', null, alive),
  route('get', '/readyz', null, ready),
  route('get', '/metrics', 'metrics:read', metrics),
];

function route(method: Route['method'], path: string, scope: Scope | null, operation: AnyOperation): Route {
  return { method, path, scope, operation };
}

/** The app without a socket: tests call `app.request()`, the server gives it to its listener. */
export function createApp(services: Services): OpenAPIHono<HttpEnv> {
  const app = new OpenAPIHono<HttpEnv>();
  const { log } = services;
  const isHttps = services.publicUrl?.startsWith('https://') ?? false;

  app.use(async function identifyAndLog(context, next) {
    const given = context.req.header('x-request-id');
    const requestId = given && /^[A-Za-z0-9-]{1,64}$/.test(given) ? given : randomUUID();
    context.set('requestId', requestId);
    context.set('route', 'none');
    context.set('caller', null);
    context.set('spent', null);
    const started = performance.now();
    // The router gives `onError` errors alone; whatever else was thrown comes by here.
    await next().catch((thrown: unknown) => {
      context.res = answerProblem(thrown, context, log);
    });
    context.header('x-request-id', requestId);
    context.header('cache-control', 'no-store');
    context.header('x-content-type-options', 'nosniff');
    context.header('referrer-policy', 'no-referrer');
    // Browsers that came by TLS once do not come without it again.
    if (isHttps) context.header('strict-transport-security', 'max-age=31536000');
    const ms = Math.round(performance.now() - started);
    services.metrics.request(context.get('route'), context.res.status, ms / 1000);
    log.info('request', {
      request_id: requestId,
      method: context.req.method,
      route: context.get('route'),
      status: context.res.status,
      ms,
      ...(context.get('caller') ? { key: context.get('caller')?.keyId ?? '' } : {}),
    });
  });

  app.use(async function refuseKeysInUrls(context, next) {
    const key = findKeyId(context.req.url);
    if (key !== null) {
      // What stood in a URL stands in other programs' logs: somebody should revoke it.
      log.warn('key in a URL', { request_id: context.get('requestId'), key });
      throw new SluiceError('key-in-url');
    }
    await next();
  });

  app.use('/v1/validate', shareWithPages('/v1/validate'));

  for (const entry of ROUTES) mount(app, entry, services);
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', { type: 'http', scheme: 'bearer' });
  app.doc31('/openapi.json', { openapi: '3.1.0', info: { title: 'Sluice', version: services.version } });

  app.notFound((context) => answerProblem(new SluiceError('not-found'), context, log));
  app.onError((thrown, context) => answerProblem(thrown, context, log));
  return app;
}
