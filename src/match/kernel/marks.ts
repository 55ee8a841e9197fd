import { sharedInts } from './shared.ts'

/** A number for each record that follows from its key alone (FNV-1a, 32 bits), to draw pairs by. */
export function marksOf(rows: number, keyOf: (record: number) => string): Int32Array {
  const marks = sharedInts(rows)
  for (let record = 0; record < rows; record++) {
    const key = keyOf(record)
    let hash = 0x811c9dc5
    for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
    marks[record] = hash
  }
  return marks
}
