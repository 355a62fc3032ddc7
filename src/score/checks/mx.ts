// Does a host take mail for the domain, as far as the DNS tells?
import type { CheckResult } from '../../model/verdict.ts';
import { type Check, NOT_APPLICABLE, result } from '../check-input.ts';
import { hasFlag } from '../local-facts.ts';
import { isOutsideDns, type MailRouteReading, readMailRoute } from '../mail-route.ts';

const OUTCOMES = { yes: 'pass', no: 'fail', unknown: 'unknown' } as const;

/** Literals have no domain to ask for; names outside the public DNS are decided without it. */
export const checkMx: Check = ({ local, profile, facts }) => {
  if (hasFlag(local, 'address-literal') || isOutsideDns(profile)) return NOT_APPLICABLE;
  return resultOf(readMailRoute(facts));
};

function resultOf({ takesMail, reason }: MailRouteReading): readonly CheckResult[] {
  return result('mx', OUTCOMES[takesMail], reason, 'dns');
}
