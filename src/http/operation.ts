// One operation of the API: what it takes, what it answers, and the few lines between.
import { isUtf8 } from 'node:buffer';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { z } from 'zod';
import type { Caller } from '../access/authenticate.ts';
import type { SpentBudget } from '../access/form-budgets.ts';
import type { Services } from '../compose.ts';
import { SluiceError } from '../errors.ts';
import type { Scope } from '../model/actor.ts';
import { networkOf } from './network.ts';
import { problemSchema } from './schemas/problem.ts';
import { uploadBody } from './upload-body.ts';

export interface HttpEnv {
  Variables: { requestId: string; route: string; caller: Caller | null; spent: SpentBudget | null };
}
export type HttpContext = Context<HttpEnv>;

type Schema = z.ZodType;
type Parsed<S> = S extends Schema ? z.infer<S> : undefined;

export interface Operation<
  P extends Schema | undefined,
  Q extends Schema | undefined,
  B extends Schema | undefined,
> {
  readonly summary: string;
  readonly params?: P;
  readonly query?: Q;
  /** A JSON body. Operations with another body read it from the context and describe it in `media`. */
  readonly body?: B;
  readonly media?: Readonly<Record<string, Schema>>;
  /** Status → what is answered: a schema is JSON, strings are other media types, null is an empty body. */
  readonly answers: Readonly<Record<number, Schema | readonly string[] | null>>;
  readonly handle: (
    input: { params: Parsed<P>; query: Parsed<Q>; body: Parsed<B>; caller: Caller },
    services: Services,
    context: HttpContext,
  ) => Promise<Response> | Response;
}

/** Gives the compiler the types of an operation's parts. */
export function operation<
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
>(definition: Operation<P, Q, B>): AnyOperation {
  return definition as unknown as AnyOperation;
}

export type AnyOperation = Operation<Schema | undefined, Schema | undefined, Schema | undefined>;

export interface Route {
  readonly method: 'get' | 'post' | 'delete';
  /** OpenAPI template: `/v1/lists/{id}`. */
  readonly path: string;
  /** null: open to everybody. */
  readonly scope: Scope | null;
  readonly operation: AnyOperation;
}

/** Puts a route on the app and into its OpenAPI document. */
export function mount(app: OpenAPIHono<HttpEnv>, route: Route, services: Services): void {
  const { method, path, operation: def } = route;
  app.openAPIRegistry.registerPath(describe(route));
  app.on(method, path.replace(/\{(\w+)\}/g, ':$1'), async (context) => {
    context.set('route', path);
    const caller = await admit(route, services, context);
    const input = {
      params: readParams(def.params, context.req.param()),
      query: read(def.query, context.req.query(), 'query'),
      body: def.body ? read(def.body, await readJson(context), '') : undefined,
      caller,
    };
    return def.handle(input as never, services, context);
  });
}

/** Who asks, and whether this route lets them. */
async function admit({ scope }: Route, services: Services, context: HttpContext): Promise<Caller | null> {
  if (scope === null) return null;
  const { req } = context;
  const caller = await services.authenticate(req.header('authorization'), req.header('origin'));
  context.set('caller', caller);
  if (!caller.scopes.has(scope))
    throw new SluiceError('scope-missing', { detail: `It needs the scope ${scope}.` });
  charge(caller, services, context);
  return caller;
}

/** Counts the call of a page; what is over a budget is refused before its body is read. */
function charge(caller: Caller, services: Services, context: HttpContext): void {
  if (caller.role !== 'publishable') return;
  const asker = { keyId: caller.keyId, network: networkOf(context, services) };
  const spent = services.forms.takeCall(asker);
  if (spent === null) return;
  context.set('spent', spent);
  throw new SluiceError('too-many-requests', {
    detail: `The budget of this ${spent.name} is used up.`,
    retryAfterSeconds: spent.retryAfterSeconds,
  });
}

/** Bytes of a JSON body at most. */
const JSON_MAX_BYTES = 256 * 1024;

async function readJson(context: HttpContext): Promise<unknown> {
  if (!/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(context.req.header('content-type') ?? '')) {
    throw new SluiceError('media-unsupported', { detail: 'Send application/json.' });
  }
  const bytes = await readLimited(uploadBody(context), JSON_MAX_BYTES);
  // RFC 8259 8.1; a replaced character would make another address.
  if (!isUtf8(bytes)) throw new SluiceError('invalid-json', { detail: 'The body is not UTF-8.' });
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new SluiceError('invalid-json');
  }
}

/** Reads a body of a known greatest size. */
async function readLimited(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const part of body) {
    total += part.length;
    if (total > maxBytes) throw new SluiceError('body-too-large', { detail: `At most ${maxBytes} bytes.` });
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** An id that cannot be one of ours names nothing. */
function readParams(schema: Schema | undefined, params: Record<string, string>): unknown {
  const parsed = schema?.safeParse(params);
  if (parsed?.success === false) throw new SluiceError('not-found');
  return parsed?.data;
}

/** Checks a value; the error names the place by our own schema's names, never the value. */
function read(schema: Schema | undefined, value: unknown, prefix: string): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? []).map(String);
  const unknown = issue?.code === 'unrecognized_keys';
  throw new SluiceError('invalid-value', {
    // RFC 6901: the empty pointer is the whole body.
    pointer: ['', ...(prefix ? [prefix] : []), ...path].join('/'),
    detail: unknown
      ? 'A member that this call does not know.'
      : (safeMessage(issue) ?? 'See the API description.'),
  });
}

/** What was expected; messages that could quote the input are left out. */
function safeMessage(issue: z.core.$ZodIssue | undefined): string | undefined {
  if (issue?.code === 'invalid_value') return `One of: ${issue.values.join(', ')}.`;
  if (issue?.code === 'invalid_type') return `Expected ${issue.expected}.`;
  if (issue?.code === 'too_big') return `At most ${issue.maximum}.`;
  if (issue?.code === 'too_small') return `At least ${issue.minimum}.`;
  return undefined;
}

function describe({ method, path, scope, operation: def }: Route) {
  const json = (schema: Schema) => ({ 'application/json': { schema } });
  const answers = Object.entries(def.answers).map(([status, answer]) => [status, describeAnswer(answer)]);
  const content = def.body ? json(def.body) : def.media && mediaContent(def.media);
  return {
    method,
    path,
    summary: def.summary,
    ...(scope ? { security: [{ key: [] }], description: `Needs the scope \`${scope}\`.` } : {}),
    request: {
      ...(def.params ? { params: def.params as z.ZodObject } : {}),
      ...(def.query ? { query: def.query as z.ZodObject } : {}),
      ...(content ? { body: { required: true, content } } : {}),
    },
    responses: {
      ...Object.fromEntries(answers),
      default: {
        description: 'A problem.',
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    },
  };
}

function describeAnswer(answer: Schema | readonly string[] | null) {
  if (answer === null) return { description: 'Done.' };
  if (!isMediaTypes(answer))
    return { description: 'The answer.', content: { 'application/json': { schema: answer } } };
  const text = { schema: { type: 'string' as const } };
  return { description: answer.join(', '), content: Object.fromEntries(answer.map((type) => [type, text])) };
}

function isMediaTypes(answer: Schema | readonly string[]): answer is readonly string[] {
  return Array.isArray(answer);
}

function mediaContent(media: Readonly<Record<string, Schema>>) {
  return Object.fromEntries(Object.entries(media).map(([type, schema]) => [type, { schema }]));
}
