// Does a function read the mailbox, not a person (RFC 2142 and kin)?
import { type Check, result } from '../check-input.ts';
import { isRoleAccount } from '../local-facts.ts';

/** A role account passes: it is named, and never lowers the verdict. */
export const checkRole: Check = ({ local, sources }) =>
  result('role', 'pass', isRoleAccount(local) ? 'role-account' : 'personal', sources.roles);
