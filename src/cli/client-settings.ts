// Which server the commands of a marketer speak to, and with which key.
import { type Client, createClient } from '../client/client.ts';
import { SluiceError } from '../errors.ts';

/** @throws SluiceError `settings-invalid` without a key. */
export function clientOf(environment: NodeJS.ProcessEnv): Client {
  const { SLUICE_URL, SLUICE_API_KEY, PORT } = environment;
  if (!SLUICE_API_KEY) {
    throw new SluiceError('settings-invalid', {
      detail: 'Set SLUICE_API_KEY; "sluice keys create --name NAME" makes one.',
    });
  }
  return createClient({ url: SLUICE_URL ?? `http://127.0.0.1:${PORT ?? 8080}`, key: SLUICE_API_KEY });
}
