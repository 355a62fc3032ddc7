// How many queries one name server is given at a time: fewer when it falls silent, slowly more while it answers.

/** However silent a server is, as many queries as this find out whether it answers again. */
const IN_FLIGHT_MIN = 8;
/** Queries judged together; so many at least, because a few lost ones say nothing. */
const WINDOW_MIN = 16;
/** The part of a window whose silence is the server's. Below it, it is that of dead domains behind a resolver. */
const SILENT_SHARE = 1 / 4;
/** The part of itself by which the limit grows after a window of answers. */
const GROWTH = 1 / 8;

export interface InFlightLimit {
  /** Queries allowed at a time, between 8 (or `most`, if that is less) and `most`. */
  readonly current: number;
  /** A reply came, whatever it says. True when the limit has changed. */
  answered(): boolean;
  /** A query ran out. True when the limit has changed. */
  wasSilent(): boolean;
}

/**
 * Makes the limit, which begins at `most`.
 *
 * Outcomes are judged in windows as long as the limit, so that the queries that fail together count once:
 * a window of which more than a quarter was silent halves the limit, any other raises it by an eighth.
 */
export function createInFlightLimit(most: number): InFlightLimit {
  const least = Math.min(IN_FLIGHT_MIN, most);
  let current = most;
  let seen = 0;
  let silent = 0;

  function judge(): boolean {
    const before = current;
    seen += 1;
    if (seen < Math.max(current, WINDOW_MIN)) return false;
    current =
      silent > seen * SILENT_SHARE
        ? Math.max(least, Math.floor(current / 2))
        : Math.min(most, current + Math.ceil(current * GROWTH));
    seen = 0;
    silent = 0;
    return current !== before;
  }

  return {
    get current() {
      return current;
    },
    answered: judge,
    wasSilent() {
      silent += 1;
      return judge();
    },
  };
}
