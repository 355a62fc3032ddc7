// A name server on loopback that answers for the sample's invented domains; runs until it is ended.
import { fileURLToPath } from 'node:url';
import { startZoneServer } from '../src/compose.ts';

const { dns } = await startZoneServer(fileURLToPath(new URL('./demo/zone.txt', import.meta.url)));
process.stdout.write(`SLUICE_DNS=${dns}\n`);
