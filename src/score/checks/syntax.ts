// Is the text a mailbox at all (RFC 5321 4.1.2)?
import { type Check, result } from '../check-input.ts';
import { isMailbox, syntaxReasonOf } from '../local-facts.ts';

const PASSED = result('syntax', 'pass', 'mailbox', 'rule');
const FAILED = result('syntax', 'fail', 'invalid-syntax', 'rule');
/** Nobody could say what the text is: reading it took too long. */
const NOT_READ = result('syntax', 'unknown', 'not-checked', 'rule');

export const checkSyntax: Check = ({ local }) => {
  if (isMailbox(local)) return PASSED;
  return syntaxReasonOf(local) === 'parse-timeout' ? NOT_READ : FAILED;
};
