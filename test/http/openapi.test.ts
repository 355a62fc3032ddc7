// The description of the API is a document of OpenAPI 3.1 that says what the routes do.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../src/errors.ts';
import { ROUTES } from '../../src/http/app.ts';
import { openTestInstallation, type TestInstallation } from '../support/installation.ts';

interface Media {
  readonly schema: Record<string, unknown>;
}
interface Described {
  readonly summary: string;
  readonly security?: readonly Record<string, readonly string[]>[];
  readonly parameters?: readonly { name: string; in: string; required?: boolean; schema: unknown }[];
  readonly requestBody?: { required: boolean; content: Record<string, Media> };
  readonly responses: Record<string, { description: string; content?: Record<string, Media> }>;
}
interface Document {
  readonly openapi: string;
  readonly info: { title: string; version: string };
  readonly paths: Record<string, Record<string, Described>>;
  readonly components: {
    schemas: Record<string, Record<string, unknown>>;
    securitySchemes: Record<string, unknown>;
  };
}

let sluice: TestInstallation;
let document: Document;
beforeAll(async () => {
  sluice = await openTestInstallation({ worker: false });
  const answer = await sluice.app.request('/openapi.json');
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  document = (await answer.json()) as Document;
});
afterAll(() => sluice.close());

const describedOf = ({ method, path }: (typeof ROUTES)[number]): Described | undefined =>
  document.paths[path]?.[method];

/** Every value of a member name, however deep. */
function valuesOf(node: unknown, member: string): unknown[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => [
    ...(name === member ? [value] : []),
    ...valuesOf(value, member),
  ]);
}

function resolve(pointer: string): unknown {
  const steps = pointer.replace(/^#\//, '').split('/');
  return steps.reduce<unknown>(
    (node, step) => (node as Record<string, unknown> | undefined)?.[step],
    document,
  );
}

describe('the document', () => {
  it('is of version 3.1 and names the product', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toEqual({ title: 'Sluice', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
    expect(document.components.securitySchemes).toEqual({ key: { type: 'http', scheme: 'bearer' } });
  });

  it('holds every route, and no other', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(described.sort()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('points to nothing that is not there', () => {
    const references = valuesOf(document, '$ref') as string[];
    expect(references.length).toBeGreaterThan(10);
    expect(references.filter((reference) => resolve(reference) === undefined)).toEqual([]);
  });

  it('is JSON Schema 2020-12: no member of version 3.0 is left', () => {
    expect(valuesOf(document.components.schemas, 'nullable')).toEqual([]);
    const bounds = [...valuesOf(document, 'exclusiveMinimum'), ...valuesOf(document, 'exclusiveMaximum')];
    expect(bounds.filter((bound) => typeof bound !== 'number')).toEqual([]);
  });

  it('names every error code', () => {
    const problem = document.components.schemas['Problem'] as { properties: { code: { enum: string[] } } };
    expect(problem.properties.code.enum).toEqual(Object.keys(ERROR_CODES));
  });
});

describe.each(ROUTES)('$method $path', (route) => {
  it('says who may ask', () => {
    const described = describedOf(route);
    expect(described?.security).toEqual(route.scope === null ? undefined : [{ key: [] }]);
    expect(described?.summary).toMatch(/^[A-Z].*\.$/);
  });

  it('says what it takes: each part of the path, and a body where there is one', () => {
    const described = describedOf(route);
    const inPath = described?.parameters?.filter((parameter) => parameter.in === 'path') ?? [];
    const expected = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, required: true }));
    expect(inPath).toMatchObject(expected);
    expect(inPath).toHaveLength(expected.length);
    const { body, media } = route.operation;
    const types = body ? ['application/json'] : Object.keys(media ?? {});
    expect(Object.keys(described?.requestBody?.content ?? {})).toEqual(types);
  });

  it('says what it answers: each success, and problems', () => {
    const responses = describedOf(route)?.responses ?? {};
    expect(Object.keys(responses).sort()).toEqual(
      [...Object.keys(route.operation.answers), 'default'].sort(),
    );
    expect(Object.keys(responses['default']?.content ?? {})).toEqual(['application/problem+json']);
    expect('204' in responses ? responses['204']?.content : undefined).toBeUndefined();
  });

  it('gives examples that it would take', () => {
    const { body } = route.operation;
    const reference = describedOf(route)?.requestBody?.content['application/json']?.schema['$ref'];
    const schema = typeof reference === 'string' ? (resolve(reference) as { example?: unknown }) : {};
    if (schema.example !== undefined)
      expect(body?.safeParse(schema.example)).toMatchObject({ success: true });
    else
      expect(body === undefined || route.path.endsWith('/search') || route.path === '/v1/releases').toBe(
        true,
      );
  });
});
