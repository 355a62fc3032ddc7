// The names that the local name server answers for in these tests.
import { type NameServer, startNameServer } from '../../../src/lookup/name-server.ts';
import { parseZone } from '../../../src/lookup/zone.ts';

const ZONE = `
*.sample-mail.com.   MX 10 mx.sample-mail.com.
mx.sample-mail.com.  A 198.41.0.4
nullmx-sample.com.   MX 0 .
dead-sample.com.     FAIL timeout
gmial.com.           MX 10 mx.sample-mail.com.
fresh-sample.com.    MX 10 in.yopmail.com.
parked-sample.com.   MX 10 mail.parked-host.com.
hosted-sample.com.   MX 10 hosted-sample-com.mail.protection.outlook.com.
hosted-sample-com.mail.protection.outlook.com. A 198.41.0.4
in.yopmail.com.         A 198.41.0.4
mail.parked-host.com.   A 198.41.0.4
`;

export function startSampleNames(): Promise<NameServer> {
  return startNameServer(parseZone(ZONE), { recordQueries: true });
}

export function dnsOf({ host, port }: NameServer): string {
  return `${host}:${port}`;
}

/** Domains asked for their MX since a position in the record, each as often as it was asked. */
export function askedDomains(server: NameServer, from = 0): string[] {
  return server.queries
    .slice(from)
    .filter(({ type }) => type === 'MX')
    .map(({ name }) => name.toLowerCase());
}
