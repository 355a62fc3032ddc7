// What was written for Sluice must be clean already, and must not contradict itself.
import { SluiceError } from '../../errors.ts';
import { cleanDomain } from './names.ts';

/**
 * A domain of an authored list, as it is.
 * @throws SluiceError `reference-lists-invalid` when it is no lower-case A-label domain
 */
export function ownDomain(text: string): string {
  if (cleanDomain(text) !== text) {
    throw new SluiceError('reference-lists-invalid', { detail: `Not a lower-case A-label domain: ${text}.` });
  }
  return text;
}

/** The refusal of a name that two authored lists, or two lines of one, disagree about. */
export function contradiction(name: string, problem: string): SluiceError {
  return new SluiceError('reference-lists-invalid', { detail: `${name} is listed as ${problem}.` });
}
