// Transactions of the driver that outlive the loss of their connection without taking the process along.
import type { Sql, TransactionSql } from 'postgres';

type Begin = Sql['begin'];
type Work = (held: TransactionSql) => unknown;

/**
 * The driver's `begin`, safe for a connection that goes away. The driver (postgres 3.4.9) would write what
 * the transaction still sends, its ROLLBACK or COMMIT at the least, to a socket that is no more: an
 * exception that nobody can catch, which ends the process. So from the loss on nothing is sent any more:
 * statements throw `CONNECTION_CLOSED`, and the driver never hears how the work ended.
 */
export function beginSafely(sql: Sql): Begin {
  const begin = sql.begin.bind(sql) as (options: string, work: Work) => Promise<unknown>;
  const beginOnce = (options: string, work: Work) => {
    let isLost = false;
    const outcome = begin(options, async (held) => {
      const settled = await settle(() => work(guarded(held, () => isLost)));
      // The loss is known once the callbacks that wait now have run.
      await new Promise(setImmediate);
      if (isLost) await new Promise(() => {});
      return settled();
    });
    // Rejects before the work has settled only when the connection closed.
    outcome.catch(() => {
      isLost = true;
    });
    return outcome;
  };
  return ((...args: [string, Work] | [Work]) =>
    args.length === 1 ? beginOnce('', args[0]) : beginOnce(...args)) as Begin;
}

/** What the work came to, to be given or thrown later. */
async function settle(work: () => unknown): Promise<() => unknown> {
  try {
    const value = await work();
    return () => value;
  } catch (thrown) {
    return () => {
      throw thrown;
    };
  }
}

/** The connection's functions, which throw once it is lost. */
function guarded(held: TransactionSql, isLost: () => boolean): TransactionSql {
  const assertHeld = () => {
    if (isLost()) {
      throw Object.assign(new Error('The connection was lost.'), { code: 'CONNECTION_CLOSED' });
    }
  };
  return new Proxy(held, {
    apply(target, self, args) {
      assertHeld();
      return Reflect.apply(target, self, args);
    },
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        assertHeld();
        return Reflect.apply(member, target, args);
      };
    },
  });
}
