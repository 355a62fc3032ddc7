// The answer about one address (the contract's section 8.4), exactly as callers get it.
import type { DnsOutcome, MailRoute } from './domain-facts.ts';
import type { SyntaxFlag, SyntaxReason } from './mailbox.ts';
import type { CheckResult, Evidence, Toxicity, Verdict, VerdictReason } from './verdict.ts';

export interface VerificationResult {
  readonly address: string;
  readonly verdict: Verdict;
  readonly reason: VerdictReason;
  readonly evidence: Evidence;
  readonly score: number | null;
  readonly syntax: {
    readonly valid: boolean;
    readonly reason: SyntaxReason | null;
    readonly local_part: string | null;
    readonly domain: string | null;
    readonly normalized: string | null;
    readonly flags: readonly SyntaxFlag[];
  };
  /** Absent for an invalid address. */
  readonly domain?: {
    readonly dns: DnsOutcome;
    readonly mail: MailRoute;
    /** Absent where a stranger asks (publishable keys). */
    readonly exchanges?: readonly string[];
    readonly provider: string;
    readonly disposable: boolean;
    readonly relay: boolean;
    readonly free: boolean;
    /** null: nobody has asked. */
    readonly accept_all: boolean | null;
  };
  readonly mailbox: { readonly role: boolean; readonly subaddress: string | null };
  /** A whole address to offer, never applied. */
  readonly suggestion: string | null;
  readonly toxicity: Toxicity;
  readonly checks: readonly CheckResult[];
  /** RFC 3339, UTC, milliseconds; given by the caller, because scoring has no clock. */
  readonly checked_at: string;
}
