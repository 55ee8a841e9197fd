import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { KitError } from '../../kit/index.ts'
import { valuesNameOf } from '../files/names.ts'
import { PlanFile } from '../files/plan-file.ts'
import { valuesText } from '../files/seal.ts'
import { ValuesFile } from '../files/values-file.ts'
import { hasAddress, isPerson, mayMention, type Person, type Place } from './person.ts'

export interface ForgottenInPlan {
  readonly path: string
  /** Groups whose values are gone. The plan can no longer be applied or resumed. */
  readonly groups: number
}

interface Read {
  readonly connection: string
  readonly person: Person
}

/** Null when neither plan nor side file is there any more. */
export function sideFileOf(planPath: string): string | null {
  const side = join(dirname(planPath), valuesNameOf(planPath))
  return existsSync(planPath) || existsSync(side) ? side : null
}

/** Records that have the address in the values of a plan. */
export function ownersInPlan(planPath: string, { connection, person }: Read): readonly Place[] {
  const values = readSide(planPath, person)
  if (values === null) return []
  const objects = objectsOf(planPath)
  return Object.entries(values.actions).flatMap(([action, { seen }]) =>
    Object.entries(seen)
      .filter(([, seenValues]) => hasAddress(seenValues, person.address))
      .flatMap(([id]) => {
        const object = objects.get(action)
        return object === undefined ? [] : [{ connection, object, id }]
      }),
  )
}

/** Removes the values of every group in which the person is, and the key: what hashes remain then say nothing. */
export async function forgetInPlan(planPath: string, read: Read, now: () => Date): Promise<ForgottenInPlan> {
  const values = readSide(planPath, read.person)
  if (values === null) return { path: planPath, groups: 0 }
  const objects = objectsOf(planPath)
  const entries = Object.entries(values.actions)
  const kept = entries.filter(([action, held]) => !isAbout(held, objects.get(action), read))
  if (kept.length === entries.length) return { path: planPath, groups: 0 }
  const fresh: ValuesFile = {
    ...values,
    key: randomBytes(32).toString('hex'),
    forgotten: now().toISOString(),
    actions: Object.fromEntries(kept),
  }
  const side = join(dirname(planPath), valuesNameOf(planPath))
  await writeFile(`${side}.new`, valuesText(fresh), { mode: 0o600, flush: true })
  await rename(`${side}.new`, side)
  return { path: planPath, groups: entries.length - kept.length }
}

function isAbout(
  held: ValuesFile['actions'][string],
  object: string | undefined,
  { connection, person }: Read,
): boolean {
  const ids = [...Object.keys(held.seen), ...held.suppressed.map(({ member }) => member)]
  return hasAddress(held, person.address) || ids.some((id) => isPerson(person, { connection, object, id }))
}

/** Null when it does not mention the person. Throws `PLAN_UNREADABLE` when it does and is no side file. */
function readSide(planPath: string, person: Person): ValuesFile | null {
  const side = join(dirname(planPath), valuesNameOf(planPath))
  if (!existsSync(side)) return null
  const text = readFileSync(side, 'utf8')
  if (!mayMention(text, person)) return null
  const parsed = ValuesFile.safeParse(jsonOf(text))
  if (parsed.success) return parsed.data
  throw new KitError('PLAN_UNREADABLE', `${side} mentions this person and is not the side file of a plan.`, {
    actions: ['Delete it: the plan can be made again'],
  })
}

/** Object by action; empty when the plan itself is gone or cannot be read. */
function objectsOf(planPath: string): ReadonlyMap<string, string> {
  if (!existsSync(planPath)) return new Map()
  const parsed = PlanFile.safeParse(jsonOf(readFileSync(planPath, 'utf8')))
  return new Map(parsed.data?.actions.map(({ id, object }) => [id, object]))
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
