// What a benchmark answers, and how a person reads it.

/** Printed with `--json`, alone on standard output; benchmarks add fields of their own. */
export interface BenchReport {
  readonly name: string;
  /** What Sluice did, in `unit`. */
  readonly value: number;
  readonly unit: string;
  /** `value` over the floor's. */
  readonly ratio: number;
  /** What the value is held against, measured in the same run. */
  readonly floor: { readonly name: string; readonly value: number };
  /** The others of the same run, in `unit`. */
  readonly peers: Readonly<Record<string, number>>;
  /** What the run could not hold up; a run with failures ends with exit code 1. */
  readonly failures: readonly string[];
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The report as a table. */
export function describeReport({
  name,
  value,
  unit,
  ratio,
  floor,
  peers,
  failures,
  details,
}: BenchReport): string {
  const rates = Object.entries({ sluice: value, ...peers });
  const width = Math.max(...rates.map(([who]) => who.length), floor.name.length);
  const lines = rates.map(([who, rate]) => `  ${who.padEnd(width)}  ${format(rate).padStart(12)}  ${unit}`);
  return [
    `${name}`,
    ...lines,
    `  ratio ${ratio.toFixed(2)} against ${floor.name}`,
    ...Object.entries(details ?? {}).map(([what, told]) => `  ${what}: ${JSON.stringify(told)}`),
    ...failures.map((failure) => `  FAILED: ${failure}`),
    '',
  ].join('\n');
}

function format(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 2 : 0 });
}
