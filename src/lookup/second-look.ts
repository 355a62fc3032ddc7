// A fact that turns people away is believed when a second look, a moment later, says so too.
import type { DomainFacts } from '../model/domain-facts.ts';

/**
 * Milliseconds between the looks: a name server that is being reloaded, or one bad server of several behind
 * one address, has passed; who waits for the answer hardly notices.
 */
const PAUSE_MS = 250;

/** A short deadline has a shorter pause, so that it holds both looks. */
const SHARE_OF_DEADLINE = 20;

/** Milliseconds to wait before the second look, when both share this deadline. */
export function pauseBefore(deadlineMs: number): number {
  return Math.min(PAUSE_MS, deadlineMs / SHARE_OF_DEADLINE);
}

/** Whether the facts say that no host takes mail: NXDOMAIN, no mail host, null MX, or none that can be reached. */
export function turnsAway({ reachability }: DomainFacts): boolean {
  return reachability === 'no-address' || reachability === 'non-public';
}
