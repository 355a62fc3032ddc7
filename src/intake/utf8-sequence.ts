// The shape of UTF-8 (RFC 3629): how long a character is, and how well bytes keep to it.

/** What stands at an offset: the length of a valid character, or one of the two below. */
const INVALID = 0;
/** A valid beginning that the end of the bytes cuts off. */
const CUT = -1;
const LONGEST = 4;

/** How many bytes at the end belong to a character that goes on behind them: 0 to 3. */
export function cutTailLength(bytes: Uint8Array): number {
  const furthest = Math.min(LONGEST - 1, bytes.length);
  for (let back = 1; back <= furthest; back += 1) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return sequenceLength(bytes, bytes.length - back) === CUT ? back : 0;
  }
  return 0;
}

/** Counts the characters of more than one byte that are well formed, and the bytes that belong to none. */
export function countSequences(bytes: Uint8Array): { readonly wellFormed: number; readonly misfits: number } {
  let wellFormed = 0;
  let misfits = 0;
  for (let at = 0; at < bytes.length; ) {
    if ((bytes[at] as number) < 0x80) {
      at += 1;
      continue;
    }
    const length = sequenceLength(bytes, at);
    if (length > 0) wellFormed += 1;
    else misfits += 1;
    at += Math.max(1, length);
  }
  return { wellFormed, misfits };
}

/** The length of the character at `at`, INVALID or CUT. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] as number;
  const length = lengthByLead(lead);
  for (let next = 1; next < length; next += 1) {
    const byte = bytes[at + next];
    if (byte === undefined) return CUT;
    if (byte < 0x80 || byte > 0xbf) return INVALID;
    if (next === 1 && !secondFits(lead, byte)) return INVALID;
  }
  return length;
}

function lengthByLead(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xc2) return INVALID;
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return 3;
  return lead < 0xf5 ? LONGEST : INVALID;
}

/** RFC 3629 section 4: no overlong form, no surrogate, nothing above U+10FFFF. */
function secondFits(lead: number, second: number): boolean {
  if (lead === 0xe0) return second >= 0xa0;
  if (lead === 0xed) return second <= 0x9f;
  if (lead === 0xf0) return second >= 0x90;
  if (lead === 0xf4) return second <= 0x8f;
  return true;
}
