// The state overlay SEED-9-OPTIN as dated data: policy, not statute (compliance 0.2, L26, 2.7).

/** What is known of a person's residence, as far as the overlay asks. */
export const RESIDENCES = ['unknown', 'overlay', 'elsewhere'] as const;
export type Residence = (typeof RESIDENCES)[number];

/** State → the first day (UTC) on which marketing to its residents asks for affirmative consent. */
const OPT_IN_FROM: Readonly<Record<string, string>> = {
  CO: '2023-07-01',
  CT: '2023-07-01',
  IA: '2025-01-01',
  IN: '2026-01-01',
  MT: '2024-10-01',
  TN: '2025-07-01',
  TX: '2024-07-01',
  UT: '2023-12-31',
  VA: '2023-01-01',
};

/** The states whose rule is in force at an instant, as upper-case codes in alphabetical order. */
export function overlayStates(asOf: Date): string[] {
  return Object.entries(OPT_IN_FROM)
    .filter(([, from]) => asOf.getTime() >= Date.parse(from))
    .map(([state]) => state);
}

/**
 * Places a person. No state, unless the country is a foreign one, is `unknown`, which is judged by
 * the strictest overlay.
 *
 * @param state upper-case subdivision code, e.g. `CO`
 * @param country ISO 3166-1 alpha-2; null is read as the United States
 */
export function residenceOf(state: string | null, country: string | null, asOf: Date): Residence {
  if (country !== null && country !== 'US') return 'elsewhere';
  if (state === null) return 'unknown';
  return overlayStates(asOf).includes(state) ? 'overlay' : 'elsewhere';
}
