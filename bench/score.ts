// One address to one result: every local check, on one thread, beside the verifiers that run in node.
import { fileURLToPath } from 'node:url';
import { type DomainFacts, FACTS_SKIPPED } from '../src/model/domain-facts.ts';
import type { VerificationResult } from '../src/model/result.ts';
import { parseAddress } from '../src/parse/address.ts';
import { createAddressJudge } from '../src/pipeline/judge-address.ts';
import { loadReferenceLists } from '../src/reference/load.ts';
import { type Contender, contest } from './contest.ts';
import { createCorpus, EXPECTED_REASON, LABELS, type LabelledAddress } from './corpus.ts';
import { loadPeers, type Peer } from './peers.ts';
import type { BenchReport } from './report.ts';
import type { BenchOptions } from './run.ts';

const ADDRESSES = 200_000;
const ROUNDS = 5;
const RATE_MIN = 400_000;
/** Share of a label's addresses that may get another reason than expected. */
const MISJUDGED_MAX = 0.005;
/** What Sluice checks; a peer that checks typos and disposables does comparable work. */
const COMPARABLE = ['typo', 'disposable'] as const;
const CHECKED_AT = '2026-01-01T00:00:00.000Z';

/** The facts of a domain that takes mail, as they lie in memory when a list is judged. */
const TAKES_MAIL: DomainFacts = { ...FACTS_SKIPPED, dns: 'ok', mail: 'mx', reachability: 'reachable' };

/** Measures addresses a second and holds the verdicts against what the addresses were made as. */
export async function benchScore({ rows = ADDRESSES }: BenchOptions): Promise<BenchReport> {
  const corpus = createCorpus(rows);
  const verify = await createVerifier();
  const histogram = verdictHistogram(corpus, verify);
  const peers = loadPeers();
  const sluice: Contender = {
    name: 'sluice',
    run() {
      for (const { address } of corpus) verify(address);
      return corpus.length;
    },
  };
  const rates = await contest([sluice, ...peers.map((peer) => peerContender(peer, corpus))], ROUNDS);
  const value = rates.get('sluice') ?? 0;
  const floor = fastest(
    peers.filter(({ checks }) => COMPARABLE.every((check) => checks.includes(check))),
    rates,
  );
  return {
    name: 'score',
    value,
    unit: 'addresses/s',
    ratio: value / floor.value,
    floor,
    peers: Object.fromEntries(peers.map(({ name }) => [name, rates.get(name) ?? 0])),
    failures: [
      ...histogram.failures,
      ...(value < RATE_MIN ? [`fewer than ${RATE_MIN} addresses a second`] : []),
      ...(value < floor.value ? [`slower than ${floor.name}`] : []),
    ],
    details: {
      addresses: rows,
      domains: histogram.domains,
      verdicts: histogram.verdicts,
      peer_checks: Object.fromEntries(peers.map(({ name, checks }) => [name, checks.join(', ')])),
    },
  };
}

async function createVerifier(): Promise<(address: string) => VerificationResult> {
  const lists = await loadReferenceLists(fileURLToPath(new URL('../data', import.meta.url)));
  const judge = createAddressJudge(lists);
  return (address) => {
    const outcome = parseAddress(address);
    const named = outcome.valid && outcome.mailbox.domainKind === 'name';
    const profile = named ? judge.profileOf(outcome.mailbox.domain) : null;
    return judge.judge(address, outcome, profile, TAKES_MAIL, CHECKED_AT);
  };
}

function peerContender({ name, oneOf, judge }: Peer, corpus: readonly LabelledAddress[]): Contender {
  const share = corpus.filter((_, at) => at % oneOf === 0);
  return {
    name,
    async run() {
      for (const { address } of share) await judge(address);
      return share.length;
    },
  };
}

function fastest(peers: readonly Peer[], rates: ReadonlyMap<string, number>): BenchReport['floor'] {
  return peers
    .map(({ name }) => ({ name, value: rates.get(name) ?? 0 }))
    .reduce((best, peer) => (peer.value > best.value ? peer : best));
}

/** Verdicts by label, and which labels were misjudged more often than allowed. */
function verdictHistogram(
  corpus: readonly LabelledAddress[],
  verify: (address: string) => VerificationResult,
) {
  const domains = new Set<string>();
  const verdicts: Record<string, Record<string, number>> = {};
  for (const { address, label } of corpus) {
    const { verdict, reason, syntax } = verify(address);
    if (syntax.domain !== null) domains.add(syntax.domain);
    verdicts[label] ??= {};
    const counts = verdicts[label];
    const said = `${verdict}/${reason}`;
    counts[said] = (counts[said] ?? 0) + 1;
  }
  const failures = LABELS.filter((label) => misjudged(label, verdicts[label] ?? {}) > MISJUDGED_MAX).map(
    (label) => `more than ${MISJUDGED_MAX * 100} % of the ${label} addresses were misjudged`,
  );
  return { domains: domains.size, verdicts, failures };
}

function misjudged(label: LabelledAddress['label'], counts: Readonly<Record<string, number>>): number {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const right = Object.entries(counts)
    .filter(([said]) => said.endsWith(`/${EXPECTED_REASON[label]}`))
    .reduce((sum, [, count]) => sum + count, 0);
  return all === 0 ? 0 : 1 - right / all;
}
