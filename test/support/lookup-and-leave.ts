// A program that looks one domain up and then has nothing left to do; its argument names the servers as SLUICE_DNS does.
import { createDomainLookups } from '../../src/lookup/domain-lookups.ts';
import { createResolver } from '../../src/lookup/resolver.ts';
import { nameServers } from '../../src/lookup/servers.ts';

const resolver = createResolver({ servers: nameServers(process.argv[2], '') });
const lookups = createDomainLookups({ resolver, clock: Date.now });
const facts = await lookups.lookupOne(process.argv[3] ?? '', new AbortController().signal);
process.stdout.write(`${facts.mail}\n`);
