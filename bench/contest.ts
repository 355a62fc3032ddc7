// Runs contenders in turn, round after round, so that a machine that slows down slows all of them.

export interface Contender {
  readonly name: string;
  /** Does its work once and tells how many units it did. */
  run(): number | Promise<number>;
}

/** Units a second of each contender: the median over the rounds, after one round that only warms up. */
export async function contest(
  contenders: readonly Contender[],
  rounds: number,
): Promise<ReadonlyMap<string, number>> {
  const rates = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, run } of contenders) {
      const started = performance.now();
      const units = await run();
      const seconds = (performance.now() - started) / 1_000;
      if (round > 0) rates.get(name)?.push(units / seconds);
    }
  }
  return new Map(Array.from(rates, ([name, seen]) => [name, median(seen)]));
}

/** The middle value; of an even number of values the lower middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
}
