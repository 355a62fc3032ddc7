// The registry: every check, in the order in which their results are listed.
import type { CheckResult } from '../model/verdict.ts';
import type { Check, CheckInput } from './check-input.ts';
import { checkAddressLiteral } from './checks/address-literal.ts';
import { checkDisposable } from './checks/disposable.ts';
import { checkFree } from './checks/free.ts';
import { checkHistory } from './checks/history.ts';
import { checkLocalShape } from './checks/local-shape.ts';
import { checkMx } from './checks/mx.ts';
import { checkRelay } from './checks/relay.ts';
import { checkRole } from './checks/role.ts';
import { checkSpecialUse } from './checks/special-use.ts';
import { checkSubaddress } from './checks/subaddress.ts';
import { checkSyntax } from './checks/syntax.ts';
import { checkTld } from './checks/tld.ts';
import { checkToxicity } from './checks/toxicity.ts';
import { checkTypo } from './checks/typo.ts';
import { isMailbox } from './local-facts.ts';

/** Asked of every mailbox. */
const CHECKS: readonly Check[] = [
  checkSyntax,
  checkAddressLiteral,
  checkSpecialUse,
  checkTld,
  checkMx,
  checkTypo,
  checkDisposable,
  checkRelay,
  checkFree,
  checkRole,
  checkSubaddress,
  checkLocalShape,
  checkHistory,
  checkToxicity,
];

/** Runs the checks. A text that is no mailbox has nothing else to be asked about. */
export function runChecks(input: CheckInput): readonly CheckResult[] {
  if (!isMailbox(input.local)) return checkSyntax(input);
  const results: CheckResult[] = [];
  for (const check of CHECKS) {
    for (const result of check(input)) results.push(result);
  }
  return results;
}
