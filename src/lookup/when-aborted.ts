// Tells many waits of one signal that it has ended, through one listener: a listener for each costs more than its wait.

type Leave = () => void;

const waits = new WeakMap<AbortSignal, Set<Leave>>();

/**
 * Calls `leave` once when the signal ends, unless the function that is given back was called before.
 *
 * @param signal one that has not ended yet.
 */
export function whenAborted(signal: AbortSignal, leave: Leave): () => void {
  let leaves = waits.get(signal);
  if (leaves === undefined) {
    leaves = listenTo(signal);
    waits.set(signal, leaves);
  }
  const all = leaves;
  all.add(leave);
  return () => all.delete(leave);
}

function listenTo(signal: AbortSignal): Set<Leave> {
  const leaves = new Set<Leave>();
  signal.addEventListener('abort', () => {
    for (const leave of leaves) leave();
    leaves.clear();
  });
  return leaves;
}
