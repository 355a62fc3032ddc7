// One line of a contacts import → a checked record (the contract's section 8.5).
import type { ContactRecord } from '../../model/contact.ts';
import { type Cells, type ImportClock, LineReader } from './line-reader.ts';
import type { Rejection } from './rejection.ts';

/** USPS codes of the states, the district, the territories and the armed forces' post. */
const US_STATES: ReadonlySet<string> = new Set(
  (
    'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY ' +
    'NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI AA AE AP'
  ).split(' '),
);

const COUNTRY = /^[A-Z]{2}$/;
const REGION = /^[A-Z0-9]{1,3}$/;

/**
 * Reads every column except `address`, which is the caller's. A confirmation in the future is
 * refused. A state counts as one of the United States unless another country is named.
 */
export function parseContactLine(cells: Cells, clock: ImportClock): ContactRecord | Rejection {
  const line = new LineReader(cells, clock);
  const residenceCountry = readCountry(line);
  const contact: ContactRecord = {
    residenceState: readState(line, residenceCountry),
    residenceCountry,
    addressConfirmedAt: line.past('address_confirmed_at'),
    isMinor: line.boolean('is_minor'),
    deceasedAt: line.past('deceased_at'),
    confidential: line.boolean('confidential'),
  };
  return line.rejection ?? contact;
}

function readCountry(line: LineReader): string | null {
  const country = line.text('residence_country')?.toUpperCase() ?? null;
  if (country === null || COUNTRY.test(country)) return country;
  return line.refuse('country-unknown', 'residence_country');
}

/** Takes ISO 3166-2 (`US-CO`) for the bare code (`CO`). */
function readState(line: LineReader, country: string | null): string | null {
  const text = line.text('residence_state')?.toUpperCase() ?? null;
  if (text === null) return null;
  const prefix = `${country ?? 'US'}-`;
  const code = text.startsWith(prefix) ? text.slice(prefix.length) : text;
  const isKnown = country === null || country === 'US' ? US_STATES.has(code) : REGION.test(code);
  return isKnown ? code : line.refuse('state-unknown', 'residence_state');
}
