// Builds audit events: an act, its object, and details that hold ids, counts and codes only.

export interface AuditEvent {
  /** `noun.verb`, for example `list.upload`. */
  readonly act: string;
  /** Public id of what was acted on. */
  readonly object: string | null;
  /** Flat canonical JSON: names sorted, no white space (RFC 8785 for flat objects). */
  readonly details: string;
}

/** One act. `details` are numbers, booleans and strings of our own vocabulary, never a caller's text. */
export function auditEvent(
  act: string,
  object: string | null,
  details: Readonly<Record<string, string | number | boolean | null>> = {},
): AuditEvent {
  const sorted = Object.keys(details).sort();
  return { act, object, details: JSON.stringify(details, sorted) };
}
