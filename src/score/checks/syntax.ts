// Is the text a mailbox at all (RFC 5321 4.1.2)?
import { type Check, result } from '../check-input.ts';
import { isMailbox } from '../local-facts.ts';

const PASSED = result('syntax', 'pass', 'mailbox', 'rule');
const FAILED = result('syntax', 'fail', 'invalid-syntax', 'rule');

export const checkSyntax: Check = ({ local }) => (isMailbox(local) ? PASSED : FAILED);
