// Has the organisation's own mail reached the mailbox lately, or bounced for good?
import { type Check, NOT_APPLICABLE, result } from '../check-input.ts';
import { hasMark, NO_HISTORY } from '../history.ts';

const BOUNCED = result('history', 'fail', 'hard-bounce-history', 'history');
const SEEN = result('history', 'pass', 'seen-lately', 'history');

/** Complaints and the like are no question of whether mail arrives: see toxicity. */
export const checkHistory: Check = ({ history }) => {
  if (history === NO_HISTORY) return NOT_APPLICABLE;
  if (hasMark(history, 'hard-bounce')) return BOUNCED;
  return hasMark(history, 'seen-lately') ? SEEN : NOT_APPLICABLE;
};
