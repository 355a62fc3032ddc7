// The frames of a failure that may be logged: places of our own, no message.
import { expect, it } from 'vitest';
import { ownFrames } from '../../src/log.ts';

it('keeps our own files and lines, and nothing of the message', () => {
  const failure = new Error('ann@clinic.org');
  failure.stack = [
    'Error: ann@clinic.org',
    '    at parse (file:///srv/app/src/parse/address.ts:12:3)',
    '    at file:///srv/app/node_modules/zod/index.js:1:1',
    '    at async run (file:///srv/app/workers/read-chunk.ts:40:9)',
  ].join('\n');
  expect(ownFrames(failure)).toEqual(['parse src/parse/address.ts:12', 'run workers/read-chunk.ts:40']);
});

it('has none for what is no error', () => {
  expect(ownFrames('ann@clinic.org')).toEqual([]);
});
