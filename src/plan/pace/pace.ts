/** How a run is cut into requests. Planning, applying and undoing keep to these figures, and the estimate counts by them. */
export const pace = {
  /** Groups whose pre-images are taken together, before their merges are sent. */
  groupsPerChunk: 100,
  /** Groups whose values are read once more together, right before their merges are sent. */
  groupsPerLook: 20,
  /** Where several requests are under way at once, so many times as many. */
  looksAtOnce: 2,
  /** Most ids in one call of `Writer.fetch`. */
  idsPerFetch: 2000,
  /** Most ids in one call of `Writer.children`. */
  idsPerChildren: 400,
  /** Relationships that one request of `children` looks at. */
  relationshipsPerRequest: 5,
} as const

/** Groups whose values are read once more together. */
export function groupsPerLook(requestsAtOnce = 1): number {
  return pace.groupsPerLook * Math.min(pace.looksAtOnce, requestsAtOnce)
}

export function slices<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const width = Math.max(1, size)
  return Array.from({ length: Math.ceil(items.length / width) }, (_, index) =>
    items.slice(index * width, (index + 1) * width),
  )
}
