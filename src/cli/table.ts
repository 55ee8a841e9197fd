/** Plain columns for lists: padded, no borders, the last column may run on. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length)
  return rows
    .map((row) =>
      row
        .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export function bytes(count: number): string {
  if (count < 1024 * 1024) return `${Math.ceil(count / 1024)} kB`
  return `${(count / 1024 / 1024).toFixed(1)} MB`
}
