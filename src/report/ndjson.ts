import { json } from '../text/neutral.ts'
import { type ReportInput, shownFindings } from './input.ts'

/** A finding per line, worst first; waived ones carry `waiver`. */
export async function* ndjson(input: ReportInput): AsyncGenerator<string> {
  for await (const { shown } of shownFindings(input)) yield `${json(shown)}\n`
}
