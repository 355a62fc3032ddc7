// The way to one name server: puts a question on the wire and waits for the reply that belongs to it.
import type { RecordType } from '../model/dns-answer.ts';
import type { Reply } from './packet.ts';

/** Nothing that belongs to the query came in time, or the server cannot be reached at all. */
export type Silence = 'timeout' | 'unreachable';

/** What to ask, and in which form. */
export interface Question {
  readonly name: string;
  readonly type: RecordType;
  readonly edns: boolean;
}

export interface Transport {
  /** One try, which waits for at most `patienceMs` milliseconds, or until the signal ends it. Never rejects. */
  exchange(question: Question, patienceMs: number, signal: AbortSignal): Promise<Reply | Silence>;
  /** For a reply that was cut short: asks the same where there is room for it, and waits likewise. */
  exchangeLong?(question: Question, patienceMs: number, signal: AbortSignal): Promise<Reply | Silence>;
  /** Ends every wait as a silence and closes what is open. */
  close(): void;
}
