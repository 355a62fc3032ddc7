// Holds the answers about two addresses against each other: what differs tells a stranger who is known.
import { expect } from 'vitest';
import type { Services } from '../../src/compose.ts';
import { createApp } from '../../src/http/app.ts';
import type { TestInstallation } from '../support/installation.ts';
import { postJson } from './json-request.ts';

export interface Asking {
  readonly services: Services;
  /** Authorization, and the origin of a page. */
  readonly headers: Record<string, string>;
}

/** Two addresses of one domain whose local parts have the same length and letters of the same kind. */
export interface Pair {
  readonly known: string;
  readonly unknown: string;
}

let pairs = 0;

/** A pair that no test has used. */
export function freshPair(domain: string): Pair {
  pairs += 1;
  const number = String(pairs).padStart(4, '0');
  return { known: `kq${number}@${domain}`, unknown: `uw${number}@${domain}` };
}

/** All that a caller sees of an answer, without what must differ: the address and the time. */
async function answerAbout(address: string, { services, headers }: Asking) {
  const app = createApp(services);
  const request: TestInstallation['request'] = async (path, init) => app.request(path, init);
  const answer = await postJson({ request }, '/v1/validate', { address }, headers);
  const [localPart = ''] = address.split('@');
  const text = (await answer.text()).replaceAll(localPart, 'x').replace(/"checked_at":"[^"]+"/, '');
  const seen = [...answer.headers].filter(([name]) => name !== 'x-request-id');
  return { status: answer.status, headers: Object.fromEntries(seen), text };
}

/** Fails when the answers about the two differ in anything but the address, whichever is asked about first. */
export async function expectNoDifference({ known, unknown }: Pair, asking: Asking): Promise<void> {
  const first = await answerAbout(known, asking);
  expect(first.status).toBe(200);
  expect(await answerAbout(unknown, asking)).toEqual(first);
  expect(await answerAbout(known, asking)).toEqual(first);
}

/** The same of two services that have looked nothing up yet: neither answer may owe anything to the other. */
export async function expectNoDifferenceWhenCold(
  { known, unknown }: Pair,
  [first, second]: readonly [Asking, Asking],
): Promise<void> {
  expect(await answerAbout(known, first)).toEqual(await answerAbout(unknown, second));
}
