// Reads the typed cells of one line of an import and remembers the first thing wrong with it.
import { isDateOnly, parseBoolean, parseInstant, parseParts, parseWord } from '../../parse/cell-values.ts';
import { type Rejection, type RejectionCode, rejection } from './rejection.ts';

/** The cells of a line by column name; a Map will do. */
export interface Cells {
  get(column: string): string | undefined;
}

export interface ImportClock {
  /** The database's clock. */
  readonly now: Date;
  /** IANA name of the organisation's zone, for dates without a time. */
  readonly timeZone: string;
}

/**
 * Every method answers null for a cell that is empty, absent or wrong; a wrong cell also sets
 * `rejection`, and the first one stays.
 */
export class LineReader {
  readonly #cells: Cells;
  readonly #clock: ImportClock;
  #rejection: Rejection | null = null;

  constructor(cells: Cells, clock: ImportClock) {
    this.#cells = cells;
    this.#clock = clock;
  }

  /** The first problem met so far. */
  get rejection(): Rejection | null {
    return this.#rejection;
  }

  refuse(code: RejectionCode, column: string): null {
    this.#rejection ??= rejection(code, column);
    return null;
  }

  /** The trimmed text. */
  text(column: string): string | null {
    const text = this.#cells.get(column)?.trim() ?? '';
    return text === '' ? null : text;
  }

  /** The value of a cell that must be filled. */
  required<T>(column: string, value: T | null): T | null {
    return value ?? (this.text(column) === null ? this.refuse('value-missing', column) : null);
  }

  word<T extends string>(column: string, words: readonly T[], code: RejectionCode): T | null {
    const text = this.text(column);
    return text === null ? null : (parseWord(text, words) ?? this.refuse(code, column));
  }

  /** Words between semicolons, each from the list; an empty cell is an empty array. */
  words<T extends string>(column: string, words: readonly T[], code: RejectionCode): readonly T[] {
    const found = this.parts(column).map((part) => parseWord(part, words) ?? this.refuse(code, column));
    return [...new Set(found.filter((word) => word !== null))];
  }

  parts(column: string): readonly string[] {
    return parseParts(this.text(column) ?? '');
  }

  boolean(column: string): boolean | null {
    const text = this.text(column);
    return text === null ? null : (parseBoolean(text) ?? this.refuse('boolean-invalid', column));
  }

  /** An instant; a date without a time is the start of its day. */
  instant(column: string): Date | null {
    return this.#instant(column, 'day-start');
  }

  /** The instant from which something no longer holds; a date without a time is the end of its day. */
  expiry(column: string): Date | null {
    return this.#instant(column, 'day-end');
  }

  /** An instant that has been; a date without a time is the start of its day. */
  past(column: string): Date | null {
    return this.#notLater(column, this.instant(column));
  }

  /**
   * An instant that has been, read as late as it may have been: a date without a time is the end of
   * its day, or now if the day has not ended.
   */
  latestPast(column: string): Date | null {
    const start = this.past(column);
    const text = this.text(column);
    if (start === null || text === null || !isDateOnly(text)) return start;
    const end = this.expiry(column);
    return end === null || end.getTime() > this.#clock.now.getTime() ? this.#clock.now : end;
  }

  #instant(column: string, dateOnly: 'day-start' | 'day-end'): Date | null {
    const text = this.text(column);
    if (text === null) return null;
    return parseInstant(text, this.#clock.timeZone, dateOnly) ?? this.refuse('time-invalid', column);
  }

  #notLater(column: string, instant: Date | null): Date | null {
    if (instant === null || instant.getTime() <= this.#clock.now.getTime()) return instant;
    return this.refuse('time-in-future', column);
  }
}
