/** `*` stands for anything, also for `/`: `*`, `duplicates/*`, `access/too-*`. */
export function globMatcher(pattern: string): (word: string) => boolean {
  if (!pattern.includes('*')) return (word) => word === pattern
  const source = pattern
    .split('*')
    .map((part) => RegExp.escape(part))
    .join('.*')
  const expression = new RegExp(`^${source}$`)
  return (word) => expression.test(word)
}
