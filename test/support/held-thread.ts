// Thread entry for tests: reads chunks with the service's own code, on an engine that never comes back from one text.
import { HOLDING_TEXT } from './holding-text.ts';

const { normalize } = String.prototype;
Object.defineProperty(String.prototype, 'normalize', {
  value(this: string, form?: string) {
    while (this.includes(HOLDING_TEXT));
    return normalize.call(this, form);
  },
});

const { default: readChunk } = await import('../../workers/read-chunk.ts');
export default readChunk;
