/** Whose turn it is: threads take the number of the next chunk, until none is left or all are told to stop. */
export function newTurns(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4))
}

export function begin(turns: Int32Array): void {
  Atomics.store(turns, 0, 0)
}

export function next(turns: Int32Array): number {
  return Atomics.add(turns, 0, 1)
}

export function taken(turns: Int32Array): number {
  return Atomics.load(turns, 0)
}

/** No chunk has a number as high as what comes now. */
export function stop(turns: Int32Array): void {
  Atomics.store(turns, 0, 1 << 30)
}
