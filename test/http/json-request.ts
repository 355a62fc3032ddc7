// JSON to the app of an installation, with its service key.
import type { TestInstallation } from '../support/installation.ts';

/** A POST of JSON; further headers win over the key. */
export function postJson(
  { request }: Pick<TestInstallation, 'request'>,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return request(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
}

/** A POST of CSV. */
export function postCsv(
  { request }: Pick<TestInstallation, 'request'>,
  path: string,
  body: string | ReadableStream<Uint8Array>,
): Promise<Response> {
  const init = { method: 'POST', body, headers: { 'content-type': 'text/csv' }, duplex: 'half' };
  return request(path, init as RequestInit);
}

/** The JSON of an answer that must have succeeded. */
export async function jsonOf<T>(response: Response | Promise<Response>): Promise<T> {
  const answer = await response;
  if (!answer.ok) throw new Error(`Answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
