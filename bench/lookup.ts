// Look-ups: MX facts of distinct domains, cold, beside node's own resolver on the same name server.
import { fork } from 'node:child_process';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createResolver } from '../src/lookup/resolver.ts';
import { type Contender, contest } from './contest.ts';
import type { BenchReport } from './report.ts';
import type { BenchOptions } from './run.ts';

const QUERIES = 20_000;
const ROUNDS = 5;
const IN_FLIGHT = [50, 200, 1_000] as const;
/** The number in flight for which the ratio is the benchmark's. */
const JUDGED_IN_FLIGHT = 200;
const RATIO_MIN = 0.8;

/** Every domain has its own exchange, so that a mixed-up answer shows. */
const domainOf = (number: number) => `d${number}.bench.example`;
const exchangeOf = (number: number) => `mx${number}.bench.example`;

type Ask = (number: number) => Promise<string | undefined>;

/** Measures both resolvers at each number in flight, in turn, and counts lost and wrong answers. */
export async function benchLookup({ rows = QUERIES }: BenchOptions): Promise<BenchReport> {
  const server = fork(fileURLToPath(new URL('lookup-server.ts', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    const [port] = (await once(server, 'message')) as [number];
    const rates: Record<string, { sluice: number; 'c-ares': number; ratio: number }> = {};
    const failures: string[] = [];
    for (const inFlight of IN_FLIGHT) {
      const ours = createResolver({ servers: [{ host: '127.0.0.1', port }], inFlightMax: inFlight });
      const theirs = new Resolver();
      theirs.setServers([`127.0.0.1:${port}`]);
      const bad = { sluice: 0, 'c-ares': 0 };
      const contenders = [
        contender('sluice', rows, inFlight, askOurs(ours), bad),
        contender('c-ares', rows, inFlight, askTheirs(theirs), bad),
      ];
      const seen = await contest(contenders, ROUNDS);
      ours.close();
      const [sluice = 0, cAres = 0] = [seen.get('sluice'), seen.get('c-ares')];
      rates[inFlight] = { sluice: Math.round(sluice), 'c-ares': Math.round(cAres), ratio: sluice / cAres };
      if (bad.sluice > 0) failures.push(`${bad.sluice} answers lost or wrong at ${inFlight} in flight`);
    }
    const judged = rates[JUDGED_IN_FLIGHT] ?? { sluice: 0, 'c-ares': 0, ratio: 0 };
    if (judged.ratio < RATIO_MIN) failures.push(`the ratio is below ${RATIO_MIN}`);
    return {
      name: 'lookup',
      value: judged.sluice,
      unit: 'look-ups/s',
      ratio: judged.ratio,
      floor: { name: `c-ares, ${JUDGED_IN_FLIGHT} in flight`, value: judged['c-ares'] },
      peers: { 'c-ares': judged['c-ares'] },
      failures,
      details: { queries: rows, in_flight: rates },
    };
  } finally {
    server.disconnect();
  }
}

function contender(
  name: 'sluice' | 'c-ares',
  queries: number,
  inFlight: number,
  ask: Ask,
  bad: Record<string, number>,
): Contender {
  return {
    name,
    async run() {
      let next = 0;
      async function askOnAndOn(): Promise<void> {
        for (let number = next++; number < queries; number = next++) {
          if ((await ask(number)) !== exchangeOf(number)) bad[name] = (bad[name] ?? 0) + 1;
        }
      }
      await Promise.all(Array.from({ length: inFlight }, askOnAndOn));
      return queries;
    },
  };
}

function askOurs(resolver: ReturnType<typeof createResolver>): Ask {
  const { signal } = new AbortController();
  return async (number) => {
    const answer = await resolver.resolve(domainOf(number), 'MX', signal);
    const [record] = answer.outcome === 'answer' ? answer.records : [];
    return record?.type === 'MX' ? record.exchange : undefined;
  };
}

function askTheirs(resolver: Resolver): Ask {
  return async (number) => {
    const [record] = await resolver.resolveMx(domainOf(number)).catch(() => []);
    return record?.exchange;
  };
}
