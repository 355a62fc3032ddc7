// Cuts a long row of domains into windows and shuffles each, so that the order of a list is not on the wire.
import { randomInt } from 'node:crypto';

/**
 * Yields every value once, window after window, each window in random order.
 *
 * Whoever sees the questions go by learns which domains occur, but not where in the list.
 *
 * @param size values held in memory at a time.
 */
export function* shuffledWindows<T>(values: Iterable<T>, size: number): Generator<T, void> {
  let window: T[] = [];
  for (const value of values) {
    window.push(value);
    if (window.length < size) continue;
    yield* shuffled(window);
    window = [];
  }
  yield* shuffled(window);
}

/** Fisher and Yates: each draw leaves its place to the last value that is not drawn yet. */
function* shuffled<T>(values: T[]): Generator<T, void> {
  for (let left = values.length; left > 0; left -= 1) {
    const at = randomInt(left);
    const drawn = values[at] as T;
    values[at] = values[left - 1] as T;
    yield drawn;
  }
}
