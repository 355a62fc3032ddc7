// Whether the clocks can be trusted: the database's decides everything, and this machine's watches it.
import type { DatabaseClock } from '../../db/repositories/audit-events.ts';
import { SluiceError } from '../errors.ts';

/** Milliseconds by which this machine's clock and the database's may differ. */
const TOLERANCE_MS = 5000;

/** Where the database's clock is read. */
export interface ClockSource {
  clock(): Promise<DatabaseClock>;
}

/**
 * False when the clocks differ by more than 5 s, or the database's is behind its own newest event: then one of
 * them was set, and neither tells which permissions have ended.
 *
 * @param thisMachine milliseconds since 1970, for tests
 */
export async function isClockSure(
  source: ClockSource,
  thisMachine: () => number = () => Date.now(),
): Promise<boolean> {
  // The question takes its time: the database's instant lies between these two.
  const before = thisMachine();
  const { now, isBehindEvents } = await source.clock();
  const after = thisMachine();
  const databaseMs = now.getTime();
  return !isBehindEvents && databaseMs >= before - TOLERANCE_MS && databaseMs <= after + TOLERANCE_MS;
}

/** @throws SluiceError `clock-unsure` */
export async function assertClockSure(source: ClockSource): Promise<void> {
  if (!(await isClockSure(source))) throw new SluiceError('clock-unsure');
}
