// Reads the observations about a domain's mail route as a verdict reason, keeping "no" and "could not ask" apart.
import type { DomainFacts, DomainProfile } from '../model/domain-facts.ts';

export type MailRouteReading =
  | { readonly takesMail: 'yes'; readonly reason: 'mx' | 'implicit-mx' }
  | {
      readonly takesMail: 'no';
      readonly reason: 'nxdomain' | 'null-mx' | 'no-mail-host' | 'unreachable-mail-host';
    }
  | {
      readonly takesMail: 'unknown';
      readonly reason: 'dns-timeout' | 'dns-servfail' | 'dns-refused' | 'dns-skipped';
    };

/** Where mail for the domain goes (RFC 5321 5.1, RFC 7505 for the null MX, RFC 2308 for the empty answers). */
export function readMailRoute(facts: DomainFacts): MailRouteReading {
  switch (facts.dns) {
    case 'nxdomain':
      return { takesMail: 'no', reason: 'nxdomain' };
    case 'timeout':
      return { takesMail: 'unknown', reason: 'dns-timeout' };
    case 'servfail':
      return { takesMail: 'unknown', reason: 'dns-servfail' };
    case 'refused':
      return { takesMail: 'unknown', reason: 'dns-refused' };
    case 'skipped':
      return { takesMail: 'unknown', reason: 'dns-skipped' };
    case 'ok':
    case 'nodata':
      return readAnswer(facts);
  }
}

function readAnswer(facts: DomainFacts): MailRouteReading {
  switch (facts.mail) {
    case 'null-mx':
      return { takesMail: 'no', reason: 'null-mx' };
    case 'none':
      return { takesMail: 'no', reason: 'no-mail-host' };
    case 'mx':
    case 'implicit-mx':
      return readHosts(facts, facts.mail);
    case 'unknown':
      return facts.dns === 'nodata'
        ? { takesMail: 'no', reason: 'no-mail-host' }
        : { takesMail: 'unknown', reason: 'dns-timeout' };
  }
}

/** Hosts whose addresses nobody could tell are no answer yet: the domain is to be asked again. */
function readHosts(facts: DomainFacts, reason: 'mx' | 'implicit-mx'): MailRouteReading {
  switch (facts.reachability) {
    case 'no-address':
    case 'non-public':
      return { takesMail: 'no', reason: 'unreachable-mail-host' };
    case 'unknown':
      return { takesMail: 'unknown', reason: 'dns-timeout' };
    case 'reachable':
      return { takesMail: 'yes', reason };
  }
}

/** Names that the public DNS cannot hold: their mail route need not be asked for, and does not count. */
export function isOutsideDns(profile: DomainProfile): boolean {
  return profile.specialUse || !profile.knownTld;
}

/** Whether it is certain that no host takes mail for the domain. */
export function takesNoMail(profile: DomainProfile, facts: DomainFacts): boolean {
  return isOutsideDns(profile) || readMailRoute(facts).takesMail === 'no';
}
