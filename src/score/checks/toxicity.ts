// Would mailing the address harm the sender's reputation?
import { type Check, result } from '../check-input.ts';
import { scoreToxicity } from '../toxicity.ts';
import { TOXIC_FROM } from '../toxicity-signals.ts';

const NONE = result('toxicity', 'pass', 'toxicity-none', 'rule');
const LOW = result('toxicity', 'pass', 'toxicity-low', 'rule');
const RAISED = result('toxicity', 'pass', 'toxicity-raised', 'rule');
const TOXIC = result('toxicity', 'fail', 'toxic', 'rule');

export const checkToxicity: Check = (input) => {
  const { score } = scoreToxicity(input);
  if (score >= TOXIC_FROM) return TOXIC;
  if (score === TOXIC_FROM - 1) return RAISED;
  return score === 0 ? NONE : LOW;
};
