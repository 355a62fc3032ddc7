// What verdicts and reasons say and what a sender should do: the words of docs/reasons.md and of `check --explain`.
import type { Evidence, Verdict, VerdictReason } from '../model/verdict.ts';

export interface ReasonText {
  readonly says: string;
  /** What a sender should do. */
  readonly advice: string;
}

export const VERDICT_TEXT: Readonly<Record<Verdict, string>> = {
  undeliverable: 'Mail to this address cannot arrive.',
  risky: 'It may arrive, but mailing it may harm you or reach somebody else.',
  unknown: 'Nobody could be asked. It is asked again; it never counts as undeliverable.',
  deliverable: 'The domain takes mail and nothing speaks against the address.',
};

export const EVIDENCE_TEXT: Readonly<Record<Evidence, string>> = {
  syntax: 'the DNS was not asked, or did not answer.',
  domain: 'the DNS answered about the domain; nobody asked for the mailbox.',
  mailbox: 'a mail host, or your own history, confirmed the mailbox.',
};

export const REASON_TEXT: Readonly<Record<VerdictReason, ReasonText>> = {
  'invalid-syntax': {
    says: 'The text is no mailbox (RFC 5321 4.1.2).',
    advice: 'Correct it at its source, or ask the person. Where there is a suggestion, offer it.',
  },
  'non-public-ip': {
    says: 'The address names a host by an IP address that the internet cannot reach.',
    advice: 'Remove it.',
  },
  'special-use-domain': {
    says: 'The domain is reserved for other uses (RFC 6761).',
    advice: 'Ask the person for another address.',
  },
  'unknown-tld': {
    says: 'The top-level domain is not in the root zone.',
    advice: 'Offer the suggestion, or ask the person. If the TLD is brand new, refresh the reference lists.',
  },
  nxdomain: {
    says: 'The domain does not exist.',
    advice: 'Remove the address, or ask the person for another.',
  },
  'null-mx': {
    says: 'The domain says that it takes no mail at all (RFC 7505).',
    advice: 'Remove the address.',
  },
  'no-mail-host': {
    says: 'The domain exists, but has no host to send to (RFC 5321 5.1).',
    advice: 'Remove the address.',
  },
  'unreachable-mail-host': {
    says: 'The internet cannot reach any mail host of the domain.',
    advice: 'Remove the address; if you know that the domain is alive, verify it again later.',
  },
  'mailbox-rejected': {
    says: 'A mail host said that the mailbox does not exist.',
    advice: 'Remove the address.',
  },
  'hard-bounce-history': {
    says: 'Your own mail to this address bounced for good.',
    advice: 'Do not mail it again.',
  },
  toxic: {
    says: 'Mailing the address would harm you: its toxicity is 4 or 5.',
    advice: 'Do not mail it.',
  },
  'typo-domain': {
    says: 'The domain looks like a mistyped large provider.',
    advice: 'Offer the suggestion, and mail nothing until the person has confirmed an address.',
  },
  disposable: {
    says: 'The domain gives out throw-away mailboxes.',
    advice: 'Ask for a lasting address; do not send health information there.',
  },
  'accept-all': {
    says: 'The domain takes mail for every name, so that the mailbox may not exist.',
    advice: 'Send a confirmation first.',
  },
  'mixed-script': {
    says: 'The address mixes alphabets, as look-alikes do.',
    advice: "Compare it with the person's own writing before you mail it.",
  },
  'quoted-local': {
    says: 'The local part needs quotes, which many systems cannot send to.',
    advice: 'Ask for another address, or confirm it.',
  },
  'address-literal': {
    says: 'The address names a host by its IP address, as hardly any mailbox does.',
    advice: 'Ask for another address.',
  },
  'source-route': {
    says: 'The local part holds % or !, the marks of old mail routes.',
    advice: 'Ask for another address.',
  },
  'legacy-jp-carrier': {
    says: 'An old address of a Japanese mobile carrier, with dots where they are forbidden.',
    advice: 'Confirm it; it may work in quotes only.',
  },
  'unusual-unicode': {
    says: 'The address holds symbols or emoji, or a domain that IDNA does not allow.',
    advice: 'Confirm it.',
  },
  'needs-smtputf8': {
    says: 'The local part has letters outside ASCII, which not every host takes (RFC 6531).',
    advice: 'Confirm it, and check that your own mail system supports SMTPUTF8.',
  },
  'dns-timeout': {
    says: 'The name servers did not answer in time.',
    advice: 'Wait: it is asked again. Mail it only after an answer.',
  },
  'dns-servfail': {
    says: 'The name servers answered that they failed.',
    advice: 'Wait: it is asked again. Mail it only after an answer.',
  },
  'dns-refused': {
    says: 'The name servers refused the question.',
    advice: 'Wait: it is asked again. If all domains are refused, look at your resolver.',
  },
  'dns-skipped': {
    says: 'The DNS was not asked.',
    advice: 'Verify it again with DNS.',
  },
  'not-checked': {
    says: 'The address has not been verified yet, or reading it took too long.',
    advice: 'Wait until the list is completed; look at a row that took too long.',
  },
  ok: {
    says: 'The domain takes mail and nothing speaks against the address.',
    advice: 'Mail it, if you have permission to.',
  },
  relay: {
    says: 'The domain forwards to a person who keeps the real address private.',
    advice: 'Mail it like any other, and never ask for the address behind it.',
  },
  'role-account': {
    says: 'A function reads the mailbox, often more than one person.',
    advice: "Fine for business mail; send nothing there about one person's health.",
  },
};
