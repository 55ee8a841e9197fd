import { csv } from './csv.ts'
import { html } from './html.ts'
import type { Report } from './input.ts'
import { json } from './json.ts'
import { junit } from './junit.ts'
import { markdown } from './markdown.ts'
import { ndjson } from './ndjson.ts'
import { sarif } from './sarif.ts'
import { table } from './table.ts'

export * from './diff.ts'
export type { Report, ReportInput } from './input.ts'
export { runsTable } from './runs.ts'
export { show } from './show.ts'

/** What `--format` may name. */
export const formats = {
  table,
  json,
  ndjson,
  csv,
  markdown,
  html,
  sarif,
  junit,
} as const satisfies Record<string, Report>

export type Format = keyof typeof formats

/** Only a terminal that a person sits at shows personal values without being asked. */
export function masksByDefault(format: Format, interactive: boolean): boolean {
  return format !== 'table' || !interactive
}
