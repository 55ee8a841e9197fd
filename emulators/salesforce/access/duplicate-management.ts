import type { Org } from '../org.ts'

const objects: ReadonlySet<string> = new Set(['DuplicateRecordSet', 'DuplicateRecordItem'])
const off = new WeakSet<Org>()

/** Without active duplicate rules an org has no sets (Object Reference, DuplicateRecordSet). */
export function isSwitchedOff(org: Org, object: string): boolean {
  return objects.has(object) && off.has(org)
}

export function switchDuplicates(org: Org, on: boolean): void {
  if (on) off.delete(org)
  else off.add(org)
}
