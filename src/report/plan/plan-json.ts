import type { PlanFile } from '../../plan/files/plan-file.ts'
import { json } from '../../text/neutral.ts'

/** The plan for programs; what a terminal might obey is escaped. */
export async function* planJson(plan: PlanFile): AsyncGenerator<string> {
  yield `${json(plan)}\n`
}
