/** Both ends are shares from 0 to 1. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/**
 * Score interval of a proportion, both sides (E. B. Wilson, "Probable inference, the law of succession, and statistical
 * inference", JASA 22, 1927). Of no trials nothing is known.
 */
export function wilson(right: number, trials: number, confidence = 0.95): Interval {
  return score(right, trials, normalQuantile(1 - (1 - confidence) / 2))
}

/** Below this the proportion lies with a probability of at most `1 - confidence`: Wilson, one side. */
export function wilsonLower(right: number, trials: number, confidence = 0.95): number {
  return score(right, trials, normalQuantile(confidence)).low
}

function score(right: number, trials: number, z: number): Interval {
  if (trials === 0) return { low: 0, high: 1 }
  const share = right / trials
  const square = z * z
  const middle = share + square / (2 * trials)
  const half = z * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials * trials))
  const scale = 1 + square / trials
  return { low: Math.max(0, (middle - half) / scale), high: Math.min(1, (middle + half) / scale) }
}

/** Labels of which `wrong` may be wrong for the lower bound to reach `precision`. */
export function labelsNeeded(precision: number, confidence: number, wrong = 0): number {
  let enough = wrong + 1
  while (wilsonLower(enough - wrong, enough, confidence) < precision) enough *= 2
  let few = Math.max(wrong, Math.floor(enough / 2))
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2)
    if (wilsonLower(middle - wrong, middle, confidence) >= precision) enough = middle
    else few = middle
  }
  return enough
}

/** Where the standard normal distribution has this share below it. */
export function normalQuantile(share: number): number {
  if (share <= 0 || share >= 1) return share <= 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (share < 0.5) return -normalQuantile(1 - share)
  let [low, high] = [0, 9]
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2
    if (normalBelow(middle) < share) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Series by G. Marsaglia, "Evaluating the Normal Distribution", Journal of Statistical Software 11 (4), 2004. */
function normalBelow(x: number): number {
  let sum = x
  let term = x
  let before = 0
  for (let i = 3; sum !== before; i += 2) {
    before = sum
    term *= (x * x) / i
    sum += term
  }
  return 0.5 + sum * Math.exp(-0.5 * x * x - 0.5 * Math.log(2 * Math.PI))
}
