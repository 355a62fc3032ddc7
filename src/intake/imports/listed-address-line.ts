// One line of a list of spam traps, litigators or complainers → whom it means.
import type { SuppressionRecord } from '../../model/suppression.ts';
import { type Cells, type ImportClock, LineReader } from './line-reader.ts';
import { type Rejection, rejection } from './rejection.ts';
import { readMatch } from './suppression-line.ts';

/** By address or by hash, as a suppression names it; a whole domain is for the local block list. */
export type ListedMatch = Exclude<SuppressionRecord['match'], { readonly by: 'domain' }>;

/** Reads `address` or `hash`. The text of an address is not judged here. */
export function parseListedLine(cells: Cells, clock: ImportClock): ListedMatch | Rejection {
  const line = new LineReader(cells, clock);
  const match = readMatch(line);
  if (line.rejection !== null) return line.rejection;
  if (match === null) return rejection('match-missing', 'address');
  return match.by === 'domain' ? rejection('address-invalid', 'address') : match;
}
