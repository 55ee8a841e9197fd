import { type ReportInput, shownFindings } from './input.ts'
import { json } from './neutral.ts'

/** A finding per line, worst first; waived ones carry `waiver`. */
export async function* ndjson(input: ReportInput): AsyncGenerator<string> {
  for await (const { shown } of shownFindings(input)) yield `${json(shown)}\n`
}
