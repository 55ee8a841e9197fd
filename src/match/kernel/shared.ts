/** Arrays in memory that threads share. */
export function sharedInts(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * 4))
}

export function sharedIntsOf(values: Int32Array | readonly number[]): Int32Array {
  const out = sharedInts(values.length)
  out.set(values)
  return out
}

export function sharedBytesOf(values: Uint8Array | readonly number[]): Uint8Array {
  const out = new Uint8Array(new SharedArrayBuffer(values.length))
  out.set(values)
  return out
}

export function sharedDoublesOf(values: Float64Array | readonly number[]): Float64Array {
  const out = new Float64Array(new SharedArrayBuffer(values.length * 8))
  out.set(values)
  return out
}
