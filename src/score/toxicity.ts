// Toxicity: the sum of named signals, 0 (nothing found) to 5.
import type { Toxicity, ToxicitySignal } from '../model/verdict.ts';
import type { CheckInput } from './check-input.ts';
import { hasSignalOfHistory, isToxicHistory } from './history.ts';
import { hasAnySignal, hasSignal, isRoleAccount } from './local-facts.ts';
import { TOXICITY_MAX, TOXICITY_SIGNALS, type ToxicityCode } from './toxicity-signals.ts';
import { findTypo } from './typo-finding.ts';

const NOTHING_FOUND: Toxicity = { score: 0, signals: [] };

/** Deterministic for equal facts and list versions; nothing is asked anywhere. */
export function scoreToxicity(input: CheckInput): Toxicity {
  if (isUnsuspicious(input)) return NOTHING_FOUND;
  const signals: ToxicitySignal[] = [];
  for (const { code, points } of TOXICITY_SIGNALS) {
    const source = findSignal(code, input);
    if (source !== null) signals.push({ code, points, source });
  }
  const sum = signals.reduce((total, { points }) => total + points, 0);
  return { score: Math.min(sum, TOXICITY_MAX), signals };
}

/** The great majority, decided without walking the table. */
function isUnsuspicious({ local, profile, history }: CheckInput): boolean {
  return (
    !hasAnySignal(local) &&
    !isRoleAccount(local) &&
    !isToxicHistory(history) &&
    profile.disposable === null &&
    profile.parked === null &&
    profile.knownTypo === null &&
    profile.nearMiss === null
  );
}

/** The source of a signal that is present: `rule`, `history` or a list; null where it is absent. */
function findSignal(code: ToxicityCode, { local, profile, facts, history }: CheckInput): string | null {
  const typo = findTypo(profile, facts);
  switch (code) {
    case 'typo-domain':
      return typo?.counts === true ? typo.source : null;
    case 'disposable':
      // Typo domains sit in disposable lists because they are typos: counted once.
      return typo?.counts === true ? null : (profile.disposable?.source ?? null);
    case 'parked-domain':
      return typo?.counts === true ? null : (profile.parked?.source ?? null);
    case 'role-at-free':
      return isRoleAccount(local) ? (profile.free?.source ?? null) : null;
    case 'random-local':
      // Relays make random names for real people.
      return profile.relay === null && hasSignal(local, code) ? 'rule' : null;
    case 'trap-shaped':
    case 'abuse-desk':
    case 'no-reply':
    case 'keyboard-walk':
      return hasSignal(local, code) ? 'rule' : null;
    case 'trap':
    case 'litigator':
    case 'complainer':
      // The organisation's own list of the same name.
      return hasSignalOfHistory(history, code) ? `${code}s` : null;
    case 'complaint':
    case 'hard-bounce':
    case 'unsubscribe':
      return hasSignalOfHistory(history, code) ? 'history' : null;
  }
}
