// Makes the lists of mail hosts, all of them written for Sluice.
import { hasSelfOrParent } from '../domain-lookup.ts';
import type { Authored } from './authored.ts';
import { sorted } from './names.ts';
import { contradiction, ownDomain } from './own-entries.ts';

/**
 * The lines of the three lists, sorted and unique. A host of a known provider is neither parked nor
 * disposable, by its own name or one above it.
 *
 * @throws SluiceError `reference-lists-invalid` when the lists contradict each other
 */
export function makeMailHosts({
  mxProviders,
  mxDisposable,
  mxParked,
}: Pick<Authored, 'mxProviders' | 'mxDisposable' | 'mxParked'>) {
  const known = new Map(mxProviders.map(({ domain, key }) => [ownDomain(domain), key]));
  const disposable = new Set(mxDisposable.map(ownDomain));
  const parked = new Set(mxParked.map(ownDomain));
  const twice = mxProviders.find(({ domain, key }) => known.get(domain) !== key);
  if (twice) throw contradiction(twice.domain, 'the host of two providers');
  for (const name of [...known.keys(), ...parked]) {
    if (hasSelfOrParent(disposable, name)) throw contradiction(name, 'a mail host and a disposable one');
  }
  for (const name of known.keys()) {
    if (hasSelfOrParent(parked, name)) throw contradiction(name, 'a mail host and a parked one');
  }
  return {
    'mx-providers': sorted([...known].map(([domain, key]) => `${domain} ${key}`)),
    'mx-disposable': sorted(disposable),
    'mx-parked': sorted(parked),
  };
}
