// Which spellings of a local part reach one mailbox at the large providers, by what they publish.

interface FoldingRule {
  /** Everything from the first of these on is a tag that the provider ignores. */
  readonly tagSeparator: '+' | '-';
  readonly ignoresDots: boolean;
  /** The provider's one name for this domain, where two names share their mailboxes. */
  readonly domain?: string;
}

const GMAIL: FoldingRule = { tagSeparator: '+', ignoresDots: true, domain: 'gmail.com' };
const PLUS_TAGS: FoldingRule = { tagSeparator: '+', ignoresDots: false };
/** Yahoo's disposable addresses are `base-keyword`; a Yahoo name itself holds no hyphen. */
const HYPHEN_TAGS: FoldingRule = { tagSeparator: '-', ignoresDots: false };

const MICROSOFT_DOMAINS = [
  ...['outlook.com', 'outlook.de', 'outlook.fr', 'outlook.es', 'outlook.it', 'outlook.jp', 'outlook.com.br'],
  ...['hotmail.com', 'hotmail.co.uk', 'hotmail.de', 'hotmail.fr', 'hotmail.es', 'hotmail.it', 'hotmail.nl'],
  ...['live.com', 'live.co.uk', 'live.de', 'live.fr', 'live.it', 'live.nl', 'live.ca', 'msn.com'],
];
const PLUS_DOMAINS = [
  ...MICROSOFT_DOMAINS,
  ...['fastmail.com', 'fastmail.fm', 'proton.me', 'protonmail.com', 'protonmail.ch', 'pm.me'],
  ...['icloud.com', 'me.com', 'mac.com'],
];
const YAHOO_DOMAINS = [
  ...['yahoo.com', 'yahoo.ca', 'yahoo.co.uk', 'yahoo.de', 'yahoo.es', 'yahoo.fr', 'yahoo.ie', 'yahoo.it'],
  ...['yahoo.com.ar', 'yahoo.com.au', 'yahoo.com.br', 'yahoo.com.mx', 'yahoo.co.in', 'yahoo.in'],
  ...['ymail.com', 'rocketmail.com'],
];

const RULES: ReadonlyMap<string, FoldingRule> = new Map([
  ['gmail.com', GMAIL],
  ['googlemail.com', GMAIL],
  ...PLUS_DOMAINS.map((domain) => [domain, PLUS_TAGS] as const),
  ...YAHOO_DOMAINS.map((domain) => [domain, HYPHEN_TAGS] as const),
]);

/** The rule of the provider whose domain this is (lower-case A-labels), if one is known. */
export function foldingRuleOf(domain: string): FoldingRule | undefined {
  return RULES.get(domain);
}
