const shortest = 8

/** First digits of each group id, as many as tell it from all others. */
export function actionIds(groups: readonly string[]): readonly string[] {
  const sharing = (length: number) => {
    const counts = new Map<string, number>()
    for (const group of groups)
      counts.set(group.slice(0, length), (counts.get(group.slice(0, length)) ?? 0) + 1)
    return counts
  }
  const lengths = Array.from({ length: 9 }, (_, index) => shortest + index)
  const counts = lengths.map(sharing)
  return groups.map((group) => {
    const at = counts.findIndex((count, index) => count.get(group.slice(0, lengths[index])) === 1)
    return group.slice(0, at < 0 ? undefined : lengths[at])
  })
}
