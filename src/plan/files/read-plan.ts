import { basename, dirname, join } from 'node:path'
import { exitCodes, isKitError, KitError } from '../../kit/index.ts'
import { readTextFile } from '../../policy/read-file.ts'
import { sha256 } from './canonical.ts'
import { PlanFile } from './plan-file.ts'
import { checksumOf } from './seal.ts'
import { ValuesFile } from './values-file.ts'

/** Plans of the most actions that a policy may allow stay far below. */
const megabytes = 1024

const again = ['Make the plan again:  steward plan create']

/**
 * A plan and its values, whole and as they were made. Throws `PLAN_UNREADABLE` (exit 2), `PLAN_TAMPERED`,
 * `PLAN_VALUES_MISSING` and `PLAN_FORGOTTEN` (exit 31).
 */
export function readPlan(path: string): { readonly plan: PlanFile; readonly values: ValuesFile } {
  const plan = readPlanFile(path)
  return { plan, values: readValuesFile(path, plan, false) }
}

/** As `readPlan`, also when a person of the plan was forgotten since: the other groups can still be undone. */
export function readPlanToUndo(path: string): { readonly plan: PlanFile; readonly values: ValuesFile } {
  const plan = readPlanFile(path)
  return { plan, values: readValuesFile(path, plan, true) }
}

/** The plan without its values, which are not needed to show it. */
export function readPlanFile(path: string): PlanFile {
  const raw = asPlan(parseJson(textOf(path), path), path)
  if (raw.checksum !== checksumOf(raw)) {
    throw tampered(`${path} was changed after it was made: its checksum does not fit.`)
  }
  const parsed = PlanFile.safeParse(raw)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw unreadable(
      `${path} is not a plan this version can read: ${issue?.path.join('.')} ${issue?.message}`,
    )
  }
  const plan = parsed.data
  if (plan.id !== plan.checksum.slice(0, 8)) {
    throw tampered(`${path} was changed after it was made: its id does not fit.`)
  }
  return plan
}

function readValuesFile(path: string, { values }: PlanFile, toUndo: boolean): ValuesFile {
  if (values.file !== basename(values.file)) {
    throw unreadable(`${path} names a side file in another folder.`)
  }
  const side = join(dirname(path), values.file)
  const text = readTextFile(side, side, megabytes)
  if (text === null) {
    throw new KitError('PLAN_VALUES_MISSING', `${side} is missing: it holds the values of ${path}.`, {
      exit: exitCodes.refused,
      actions: ['Put it back beside the plan; both are needed to apply it', ...again],
    })
  }
  const intact = sha256(text) === values.sha256
  const parsed = ValuesFile.safeParse(intact ? parseJson(text, side) : jsonOrNull(text))
  if (!intact && parsed.data?.forgotten === undefined) {
    throw tampered(`${side} was changed after it was made, or belongs to another plan.`)
  }
  if (!intact && !toUndo) throw forgotten(path)
  if (!parsed.success) throw unreadable(`${side} does not hold the values of a plan.`)
  return parsed.data
}

function textOf(path: string): string {
  let text: string | null
  try {
    text = readTextFile(path, path, megabytes)
  } catch (error) {
    throw unreadable(isKitError(error) ? error.message : `${path} cannot be read.`, error)
  }
  if (text === null) throw unreadable(`There is no plan at ${path}.`)
  return text
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes the text, which may be personal.
    throw unreadable(`${path} is not JSON, or is cut off.`)
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function asPlan(raw: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof raw !== 'object' || raw === null || !('format' in raw) || raw.format !== 'crm-steward/plan') {
    throw unreadable(`${path} is not a plan.`)
  }
  const plan = raw as Readonly<Record<string, unknown>>
  if (plan.version !== 1) {
    throw unreadable(`${path} is a plan of version ${String(plan.version)}; this Steward reads version 1.`)
  }
  return plan
}

function unreadable(message: string, cause?: unknown): KitError {
  return new KitError('PLAN_UNREADABLE', message, { exit: exitCodes.usage, actions: again, cause })
}

function tampered(message: string): KitError {
  return new KitError('PLAN_TAMPERED', message, {
    exit: exitCodes.refused,
    actions: ['Decide again and make a new plan; plans are not edited by hand:  steward plan review'],
  })
}

function forgotten(path: string): KitError {
  return new KitError(
    'PLAN_FORGOTTEN',
    `A person in ${path} was forgotten since: it can be undone, but no longer applied.`,
    {
      exit: exitCodes.refused,
      actions: again,
    },
  )
}
