import { survivorFields } from '../match/survivor.ts'
import { declaredFields } from '../policy/packs/declared-fields.ts'

/** Every canonical field that a match rule and the choice of a survivor read. */
export function matchFields(rule: Parameters<typeof declaredFields>[0]): readonly string[] {
  return [...new Set([...declaredFields(rule), ...survivorFields])].sort()
}
