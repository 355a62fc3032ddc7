// The release table (compliance 4.2), every record row, in the table's order.
import type { Rule } from './rule.ts';
import { CONSENT_RULES } from './rules-consent.ts';
import { RECORD_RULES } from './rules-record.ts';
import { VERIFICATION_RULES } from './rules-verification.ts';

/** One rule a reason code; the order is the order in which reasons are reported. */
export const RULES: readonly Rule[] = [...RECORD_RULES, ...CONSENT_RULES, ...VERIFICATION_RULES];
