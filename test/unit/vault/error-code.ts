// What a call threw, reduced to its code; a call that throws nothing is told apart.
import { SluiceError } from '../../../src/errors.ts';

export function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (thrown) {
    return thrown instanceof SluiceError ? thrown.code : `another error: ${String(thrown)}`;
  }
  return 'nothing thrown';
}

export async function codeOfAsync(call: () => Promise<unknown>): Promise<string> {
  try {
    await call();
  } catch (thrown) {
    return thrown instanceof SluiceError ? thrown.code : `another error: ${String(thrown)}`;
  }
  return 'nothing thrown';
}
