// Joins fields so that no two lists of fields give the same bytes.

/**
 * Each field as its UTF-8 length (32-bit, big-endian) and its bytes; numbers in decimal.
 * Without lengths, list 1 chunk 12 and list 11 chunk 2 would read alike.
 */
export function lengthPrefixed(fields: readonly (string | number)[]): Buffer {
  const parts: Buffer[] = [];
  for (const field of fields) {
    const text = Buffer.from(typeof field === 'number' ? wholeNumber(field) : field);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(text.length);
    parts.push(length, text);
  }
  return Buffer.concat(parts);
}

function wholeNumber(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('Expected a whole number from 0 up.');
  return String(value);
}
