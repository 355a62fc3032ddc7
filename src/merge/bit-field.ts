// Fields of bits in a safe integer.
import { SluiceError } from '../errors.ts';

/** Where a field lies in a packed integer. */
export interface BitField {
  /** Number of the lowest bit; 0 is the least significant. */
  readonly shift: number;
  readonly bits: number;
}

/** A value moved to its field's place; arithmetic, because bit operators stop at 32 bits. */
export function put({ shift }: BitField, value: number): number {
  return value * 2 ** shift;
}

/** The value of one field. */
export function take(packed: number, { shift, bits }: BitField): number {
  return Math.floor(packed / 2 ** shift) % 2 ** bits;
}

/** Refuses a number that has more bits than were packed: stored data that cannot be trusted. */
export function requireWidth(packed: number, width: number): void {
  if (!Number.isInteger(packed) || packed < 0 || packed >= 2 ** width) throw new SluiceError('fail-closed');
}

/** The entry of a frozen list; an index beyond it is data that cannot be trusted. */
export function entryOf<T>(list: readonly T[], index: number): T {
  const entry = list[index];
  if (entry === undefined) throw new SluiceError('fail-closed');
  return entry;
}
