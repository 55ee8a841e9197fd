import type { Value } from '../../kit/index.ts'
import { isPreserving } from '../files/plan-file.ts'
import type { UndoneItem } from '../journal/state.ts'
import type { ObjectView } from '../look/org-view.ts'
import { isTyped } from '../survivorship/reasons.ts'
import { type Attempt, writeNames } from './attempt.ts'
import type { Subject } from './subject.ts'

/** Columns of a written record that changed by the run: planned ones, what the CRM changes along, what the policy lets change. */
export function oursIn(
  { action, foreseen }: Subject,
  { abilities }: ObjectView,
  mayChange: ReadonlySet<string>,
): (field: string) => boolean {
  const planned =
    action.kind === 'merge'
      ? action.fields.map(({ field }) => field)
      : [...Object.keys(action.set), action.link]
  const own = action.kind === 'merge' ? (abilities.merge?.changes ?? []) : []
  const following = planned.flatMap((field) => abilities.follows?.[field] ?? [])
  const ours = new Set([...planned, ...own, ...following, ...Object.keys(foreseen)])
  return (field) => ours.has(field) || mayChange.has(`${action.object}.${field}`)
}

/** Members that a value of the survivor came from, as the plan has it. */
export function sourcesOf(
  { action, members, done, foreseen }: Subject,
  field: string,
  left: Readonly<Record<string, Value>>,
): readonly string[] {
  if (action.kind !== 'merge') return []
  const choice = action.fields.find((one) => one.field === field)
  if (choice === undefined && !Object.hasOwn(foreseen, field)) return []
  if (choice !== undefined && isTyped(choice.why)) return []
  if (choice !== undefined && choice.from !== null) return [choice.from]
  const whole = String(left[field] ?? '')
  const holds = (value: Value | undefined): boolean =>
    value !== undefined &&
    value !== null &&
    value !== '' &&
    String(value)
      .split(';')
      .some((part) => whole.includes(part))
  return members.flatMap(({ id, values }) => (done.has(id) && holds(values[field]) ? [id] : []))
}

/** What the survivor alone has: undo would lose it. A survivor that was emptied into keeps all while a loser is away. */
export function isOnlyCopy(
  subject: Subject,
  field: string,
  left: Readonly<Record<string, Value>>,
  lost: ReadonlySet<string>,
): boolean {
  const sources = sourcesOf(subject, field, left)
  if (sources.length === 0 && isPreserving(subject.action)) return lost.size > 0
  return sources.some((source) => lost.has(source))
}

/** Records that were merged away and will not come back. What was taken back once is not ours to judge any more. */
export function lostOf(found: Iterable<Attempt | UndoneItem>, { earlier }: Subject): ReadonlySet<string> {
  const lost = new Set<string>()
  for (const one of found) {
    if ('write' in one) continue
    const names = [writeNames.record(one.id), writeNames.anew(one.id)]
    if (names.every((name) => earlier.get(name)?.is !== 'done')) lost.add(one.id)
  }
  return lost
}
