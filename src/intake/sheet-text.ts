// Writes the value of a workbook cell as the text that a person saw in it.

/** How a cell's style shows a number. */
export type NumberStyle =
  | { readonly kind: 'number' }
  | { readonly kind: 'date' }
  /** Leading zeros up to so many digits, as for postal codes. */
  | { readonly kind: 'padded'; readonly digits: number };

export const PLAIN_NUMBER: NumberStyle = { kind: 'number' };

const SECONDS_PER_DAY = 86_400;
const MS_PER_DAY = SECONDS_PER_DAY * 1000;
/** 9999-12-31, the last day a workbook knows. */
const LAST_SERIAL = 2_958_465;

/** Built-in formats that show dates or times (ECMA-376 part 1, 18.8.30), those of East Asia included. */
export function isBuiltInDate(formatId: number): boolean {
  if (formatId >= 14 && formatId <= 22) return true;
  if (formatId === 45 || formatId === 47) return true;
  return (formatId >= 27 && formatId <= 36) || (formatId >= 50 && formatId <= 58);
}

/** What a format code of the workbook makes of a number. */
export function styleOfCode(code: string): NumberStyle {
  if (/^0{2,}$/.test(code)) return { kind: 'padded', digits: code.length };
  const bare = code.replace(/"[^"]*"|\\.|_./g, '');
  // [h] counts hours beyond a day: a duration, not a date.
  if (/\[[hms]+\]/i.test(bare)) return PLAIN_NUMBER;
  const letters = bare.replace(/\[[^\]]*\]|general/gi, '');
  return /[dmyhs]/i.test(letters) ? { kind: 'date' } : PLAIN_NUMBER;
}

/** A stored number as text: integers without a fraction, dates as ISO 8601 without a zone. */
export function numberText(stored: string, style: NumberStyle, date1904: boolean): string {
  const value = Number(stored);
  if (stored.trim() === '' || !Number.isFinite(value)) return stored;
  if (style.kind === 'date') return dateText(value, date1904) ?? plainNumber(value);
  if (style.kind === 'padded' && Number.isInteger(value) && value >= 0) {
    return plainNumber(value).padStart(style.digits, '0');
  }
  return plainNumber(value);
}

/** Fifteen digits, as a spreadsheet shows them: 0.30000000000000004 is 0.3. */
function plainNumber(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString();
  return String(Number(value.toPrecision(15)));
}

/** Null when the serial is no day of the calendar. */
function dateText(serial: number, date1904: boolean): string | null {
  if (serial < 0 || serial >= LAST_SERIAL + 1) return null;
  const ms = Math.round(serial * SECONDS_PER_DAY) * 1000;
  const iso = new Date(epochOf(serial, date1904) + ms).toISOString();
  const hasTime = ms % MS_PER_DAY !== 0;
  if (hasTime && serial < 1) return iso.slice(11, 19);
  return hasTime ? iso.slice(0, 19) : iso.slice(0, 10);
}

/** Serial 60 is 29 February 1900, which never was: before it, days count from one day later. */
function epochOf(serial: number, date1904: boolean): number {
  if (date1904) return Date.UTC(1904, 0, 1);
  return Date.UTC(1899, 11, serial < 60 ? 31 : 30);
}

/** Undoes `_x000D_`, the way a workbook writes control characters (ECMA-376 part 1, 22.9.2.19). */
export function unescapeText(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (written, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return code === 0 ? written : String.fromCharCode(code);
  });
}
