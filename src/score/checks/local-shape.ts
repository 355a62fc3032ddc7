// Is the mailbox written in a way that is allowed, but that hosts or people often get wrong?
import type { SyntaxFlag } from '../../model/mailbox.ts';
import { type Check, result } from '../check-input.ts';
import { hasFlag, isOrdinary } from '../local-facts.ts';
import type { CheckReason } from '../weights.ts';

/** Flags of the parser that make a mailbox risky. A domain that IDNA forbids is unusual Unicode too. */
const RISKY_FLAGS: readonly (readonly [SyntaxFlag, CheckReason])[] = [
  ['mixed-script', 'mixed-script'],
  ['quoted-local', 'quoted-local'],
  ['source-route', 'source-route'],
  ['legacy-jp-carrier', 'legacy-jp-carrier'],
  ['unusual-unicode', 'unusual-unicode'],
  ['idna-disallowed', 'unusual-unicode'],
  ['needs-smtputf8', 'needs-smtputf8'],
];

const PLAIN = result('local-shape', 'pass', 'plain-local-part', 'rule');

export const checkLocalShape: Check = ({ local }) => {
  if (isOrdinary(local)) return PLAIN;
  const results = RISKY_FLAGS.filter(([flag]) => hasFlag(local, flag)).flatMap(([, reason]) =>
    result('local-shape', 'fail', reason, 'rule'),
  );
  return results.length === 0 ? PLAIN : results;
};
