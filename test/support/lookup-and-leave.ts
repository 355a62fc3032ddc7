// A program that looks one domain up and then has nothing left to do; the port is its argument.
import { createDomainLookups } from '../../src/lookup/domain-lookups.ts';
import { createUdpResolver } from '../../src/lookup/udp-resolver.ts';

const resolver = createUdpResolver({ servers: [{ host: '127.0.0.1', port: Number(process.argv[2]) }] });
const lookups = createDomainLookups({ resolver, clock: Date.now });
const facts = await lookups.lookupOne('a.bulk.example', new AbortController().signal);
process.stdout.write(`${facts.mail}\n`);
