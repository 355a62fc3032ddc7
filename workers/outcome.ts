// How a thread answers: a value, or a code; a foreign error never crosses with its message.
import { crossBorder, type ErrorCode, type ErrorPlace } from '../src/errors.ts';

export type ThreadOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: { readonly code: ErrorCode } & ErrorPlace };

/** Wraps a thread's function so that whatever it throws becomes a code. */
export function asOutcome<I, O>(work: (input: I) => O | Promise<O>): (input: I) => Promise<ThreadOutcome<O>> {
  return async (input) => {
    try {
      return { ok: true, value: await work(input) };
    } catch (thrown) {
      return { ok: false, error: crossBorder(thrown) };
    }
  };
}
