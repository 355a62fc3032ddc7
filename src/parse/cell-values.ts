// Text of one cell → an instant, a boolean, a word from a list; null when it is not one.

/** What a date without a time means: the first instant of that day, or the first one after it. */
export type DateOnly = 'day-start' | 'day-end';

/** RFC 3339 section 5.6; a space may stand for the T. Seconds and offset are required. */
const DATE_TIME =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(\.\d{1,9})?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const DAY_MS = 86_400_000;

/**
 * Reads an RFC 3339 date-time, or a date in the organisation's time zone.
 *
 * @param timeZone IANA name; only dates without a time need it
 * @returns the instant, or null for any other text and for days that no calendar has
 */
export function parseInstant(text: string, timeZone: string, dateOnly: DateOnly): Date | null {
  const date = DATE.exec(text);
  if (date !== null) {
    const day = dayOf(date);
    if (day === null) return null;
    return startOfDay(dateOnly === 'day-start' ? day : day + DAY_MS, timeZone);
  }
  const dateTime = DATE_TIME.exec(text);
  if (dateTime === null || dayOf(dateTime) === null) return null;
  return new Date(text.replace(' ', 'T').toUpperCase());
}

/** True for the form of a date without a time. */
export function isDateOnly(text: string): boolean {
  return DATE.test(text);
}

/** `true` or `false`, in any case. */
export function parseBoolean(text: string): boolean | null {
  const word = text.toLowerCase();
  if (word === 'true') return true;
  return word === 'false' ? false : null;
}

/** A word of a closed list, in any case. */
export function parseWord<T extends string>(text: string, words: readonly T[]): T | null {
  const word = text.toLowerCase();
  return words.find((entry) => entry === word) ?? null;
}

/** The parts between semicolons, trimmed, without empty ones. */
export function parseParts(text: string): string[] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Midnight UTC of a matched year, month and day; null for a day such as 30 February. */
function dayOf(match: RegExpExecArray): number | null {
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const midnight = new Date(0);
  midnight.setUTCFullYear(year, month - 1, day);
  const isSame = midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day;
  return isSame ? midnight.getTime() : null;
}

/**
 * The first instant of a calendar day in a zone. Where clocks change at midnight, a midnight that
 * comes twice is taken the first time, and a day that begins late begins at the change.
 */
function startOfDay(utcMidnight: number, timeZone: string): Date {
  const before = offsetAt(utcMidnight - DAY_MS, timeZone);
  const after = offsetAt(utcMidnight + DAY_MS, timeZone);
  const candidates = [utcMidnight - before, utcMidnight - after];
  const midnight = candidates.find((instant) => instant + offsetAt(instant, timeZone) === utcMidnight);
  return new Date(midnight ?? utcMidnight - before);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds that local time is ahead of UTC at an instant of whole seconds. */
function offsetAt(instant: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0;
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, formatter);
  }
  const parts = new Map(formatter.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const local = Date.UTC(
    parts.get('year') ?? 0,
    (parts.get('month') ?? 1) - 1,
    parts.get('day') ?? 1,
    parts.get('hour') ?? 0,
    parts.get('minute') ?? 0,
    parts.get('second') ?? 0,
  );
  return local - instant;
}
