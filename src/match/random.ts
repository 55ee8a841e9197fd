/** A seeded generator of whole numbers below a bound (sfc32 by Chris Doty-Humphrey, PractRand). */
export function randomBelow(seed: number): (bound: number) => number {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, seed | 0, 1]
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  for (let round = 0; round < 15; round++) next()
  return (bound) => Math.floor((next() / 4294967296) * bound)
}
