/** In the order of the funnel. */
export const lifecycleStages = [
  'subscriber',
  'lead',
  'marketingqualifiedlead',
  'salesqualifiedlead',
  'opportunity',
  'customer',
  'evangelist',
  'other',
] as const

/** The stage further down the funnel; what is not a standard stage counts as none. */
export function furthestStage(a: string | undefined, b: string | undefined): string | undefined {
  const order: readonly string[] = lifecycleStages
  if (a === undefined || b === undefined) return a ?? b
  return order.indexOf(b) > order.indexOf(a) ? b : a
}
