import { existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { exitCodes, KitError } from '../../kit/index.ts'
import { replaceWhole } from '../../snapshot/replace-whole.ts'
import { journalFolderOf } from './names.ts'
import type { PlanFile } from './plan-file.ts'
import { planText, valuesText } from './seal.ts'
import type { ValuesFile } from './values-file.ts'

/**
 * Writes the plan and, before it, its side file; each is complete or not there, and readable by the owner only.
 * A plan that was applied is not overwritten, nor is its place taken: its journal belongs to it.
 */
export async function writePlan(path: string, plan: PlanFile, values: ValuesFile): Promise<void> {
  const target = resolve(path)
  if (existsSync(journalFolderOf(target))) throw inUse(path)
  try {
    await replaceWhole(join(dirname(target), plan.values.file), valuesText(values))
    await replaceWhole(target, planText(plan))
    await syncFolder(dirname(target))
  } catch (error) {
    throw new KitError('CANNOT_WRITE', `The plan cannot be written to ${path}: ${(error as Error).message}`, {
      exit: exitCodes.usage,
      actions: [`Choose another file with --output-file, or make ${dirname(target)} writable`],
      cause: error,
    })
  }
}

function inUse(path: string): KitError {
  return new KitError(
    'PLAN_IN_USE',
    `A plan at ${path} was applied; its journal is ${journalFolderOf(path)}.`,
    {
      exit: exitCodes.refused,
      actions: ['Write the new plan to another file with --output-file'],
    },
  )
}

/** Without it the names may be lost when the machine goes down, though the bytes are there. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
