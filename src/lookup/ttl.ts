// How long an answer may be kept, whatever time-to-live it came with.

/** A positive answer: a forged time-to-live of 2^31 pins nothing, one of 0 does not ask again at once. */
const POSITIVE_SECONDS = { min: 60, max: 86_400 } as const;

/** NXDOMAIN and NODATA (RFC 2308 5 recommends one to three hours at most). */
const NEGATIVE_SECONDS = { min: 60, max: 3_600 } as const;

/** SERVFAIL, REFUSED and time-outs: asked again after five minutes (RFC 2308 7 allows as much). */
export const FAILURE_TTL_SECONDS = 300;

/** Seconds to keep a negative answer that names no SOA: RFC 2308 5 wants it not cached, so the floor. */
export const NEGATIVE_TTL_UNSTATED = NEGATIVE_SECONDS.min;

/** The time-to-live of a positive answer, held between 60 s and 24 h. */
export function positiveTtl(seconds: number): number {
  return Math.min(Math.max(seconds, POSITIVE_SECONDS.min), POSITIVE_SECONDS.max);
}

/** The time-to-live of a negative answer, held between 60 s and 1 h. */
export function negativeTtl(seconds: number): number {
  return Math.min(Math.max(seconds, NEGATIVE_SECONDS.min), NEGATIVE_SECONDS.max);
}
