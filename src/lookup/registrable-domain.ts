// The domain that somebody has registered: all names below it are answered by one owner's name servers.
import { getDomain } from 'tldts';

/**
 * The public suffix and one label more (`example.co.uk`), by the ICANN part of the public suffix list that tldts
 * carries: `a.github.io` belongs to `github.io`, whose name servers would bear the questions. A name that is
 * itself a public suffix stands for itself.
 *
 * @param domain lower-case A-labels without trailing dot.
 */
export function registrableDomain(domain: string): string {
  return getDomain(domain, { validateHostname: false }) ?? domain;
}
