// For `node --import`: a failure that nobody catches, in the process that is told to by THROW_LATER, once it runs.
import { isMainThread } from 'node:worker_threads';

const [kind, word, message] = JSON.parse(process.env['THROW_LATER'] ?? '[]') as string[];
if (isMainThread && word !== undefined && process.argv.includes(word)) {
  setTimeout(() => {
    const failure = Object.assign(new TypeError(message, { cause: message }), { row: { address: message } });
    if (kind === 'a rejection') void Promise.reject(failure);
    else throw failure;
  }, 100);
}
