// What checks ask and what they say when they pass: the words of docs/reasons.md and of `check --explain`.
import type { NeutralReason } from './weights.ts';

/** Words of checks that say nothing against an address. */
export const WORD_TEXT: Readonly<Record<NeutralReason, string>> = {
  mailbox: 'The text is a mailbox.',
  'host-name': 'The domain is a name, no IP address.',
  'public-name': 'The name is not reserved.',
  'known-tld': 'The TLD is in the root zone.',
  mx: 'The domain names its mail hosts.',
  'implicit-mx': 'It names no mail host, but its own address takes the mail.',
  'no-typo': 'Not taken for a typo.',
  'typo-possible': 'Maybe a typo, maybe meant: no more than offered.',
  'not-disposable': 'On no list of throw-away domains.',
  'no-relay': 'On no list of relays.',
  'free-provider': 'Everybody can get a mailbox there.',
  'own-domain': 'Not a free provider.',
  personal: 'Not on the list of role accounts.',
  subaddress: 'The local part carries a detail behind +.',
  'no-subaddress': 'No detail behind +.',
  'plain-local-part': 'Nothing unusual about the way it is written.',
  'seen-lately': 'Your own mail was delivered there, or clicked, in the last 90 days.',
  'toxicity-none': 'Toxicity 0.',
  'toxicity-low': 'Toxicity 1 or 2.',
  'toxicity-raised': 'Toxicity 3.',
};

/** What each check asks, in the order in which results list them. Closed list. */
export const CHECK_TEXT = {
  syntax: 'Is the text a mailbox at all (RFC 5321 4.1.2)?',
  'address-literal': 'Does it name a host by its IP address, and can mail reach that (RFC 5321 4.1.3)?',
  'special-use': 'Is the domain reserved for another use than mail on the internet (RFC 6761)?',
  tld: 'Is the top-level domain in the root zone?',
  mx: 'Does a host take mail for the domain, as far as the DNS tells (RFC 5321 5.1, RFC 7505)?',
  typo: 'Is the domain a mistyped large provider?',
  disposable: 'Does the domain give out throw-away mailboxes?',
  relay: 'Does the domain forward to a person who hides the real mailbox?',
  free: 'Does the domain give mailboxes to everybody for free?',
  role: 'Does a function read the mailbox, not a person (RFC 2142)?',
  subaddress: 'Does the local part carry a detail after its user (RFC 5233)?',
  'local-shape': 'Is it written in a way that is allowed, but that hosts or people often get wrong?',
  history: 'Did your own mail reach the mailbox, or bounce (only in lists)?',
  toxicity: 'Would mailing it harm the reputation of the sender?',
} as const;
export type CheckName = keyof typeof CHECK_TEXT;
