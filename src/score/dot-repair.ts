// Puts the dots of a large provider's domain right, in a text that is no domain because of them.
import type { ProviderList } from '../model/reference-lists.ts';

/** The longest domain of a large provider, and as many wrong characters again. */
const TEXT_LENGTH_MAX = 64;

/**
 * The large provider behind a text that is no domain: dots left out, doubled, moved, or another key in
 * their place (`gmailcom`, `gmail..com`, `gmailc.om`, `gmail,com`), an ending cut short (`gmail.co.u`),
 * or `gmail`, which can only be `gmail.com`. Null if there is none, or more than one.
 */
export function repairDots(text: string, { typoTargets }: ProviderList): string | null {
  if (text.length > TEXT_LENGTH_MAX) return null;
  const typed = text.toLowerCase();
  const letters = withoutDots(typed);
  const same = typoTargets.find((target) => withoutDots(target) === letters || target === `${letters}.com`);
  return same ?? completeEnding(typed.replace(/[^a-z0-9]+$/, ''), typoTargets);
}

/** What is left when everything that may stand for a dot is gone. */
function withoutDots(text: string): string {
  return text.replace(/[^a-z0-9]+/g, '');
}

/** The one domain that begins like this and is a letter or two longer; `.com` before others. */
function completeEnding(typed: string, targets: readonly string[]): string | null {
  if (!/\.[a-z]{1,2}$/.test(typed)) return null;
  const begun = targets.filter((target) => target.startsWith(typed) && target.length - typed.length <= 2);
  const dotCom = begun.find((target) => target === `${typed}om` || target === `${typed}m`);
  return dotCom ?? (begun.length === 1 ? (begun[0] ?? null) : null);
}
