// What every refusal must look like (RFC 9457), checked wherever a test expects one.
import { expect } from 'vitest';
import { ERROR_CODES, type ErrorCode } from '../../src/errors.ts';
import { problemSchema } from '../../src/http/schemas/problem.ts';

/** The problem of a refused request; its members are ours, its status and title are those of the code. */
export async function problemOf(response: Response, code: ErrorCode) {
  const problem = problemSchema.strict().parse(await response.json());
  expect(problem).toMatchObject({
    type: `urn:sluice:error:${code}`,
    code,
    status: ERROR_CODES[code].status,
    title: ERROR_CODES[code].title,
  });
  expect(response.status).toBe(problem.status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('x-request-id')).toBe(problem.request_id);
  return problem;
}
