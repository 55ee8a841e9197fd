/** A lower bound for people, two digits after the point and never rounded up: `99.50 %`. */
export function atLeast(share: number): string {
  return `${(Math.floor(share * 1e4 + 1e-9) / 100).toFixed(2)} %`
}
