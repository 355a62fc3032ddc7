// What the thread of `held-thread.ts` never comes back from; it stands in a local part.

export const HOLDING_TEXT = 'hält';
