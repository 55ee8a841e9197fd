import { KitError } from '../../kit/error.ts'
import type { Report } from '../../kit/index.ts'

/** A report as it can leave the thread, taken at once: what a rule changes later does not count. */
export function copyOf(rule: string, report: Report): Report {
  try {
    return structuredClone(report)
  } catch (cause) {
    throw new KitError('RULE_REPORT', `${rule} reports something that is no plain data, e.g. a function.`, {
      cause,
      actions: ['This is a defect of the rule.'],
    })
  }
}
