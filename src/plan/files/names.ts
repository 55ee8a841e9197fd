import { basename, dirname, join } from 'node:path'

/** `plan.json` has its values in `plan.values.json` beside it. */
export function valuesNameOf(planPath: string): string {
  return `${stem(planPath)}.values.json`
}

/** Where the journals of a plan lie unless `--journal` says otherwise: `plan.journal/` beside `plan.json`. */
export function journalFolderOf(planPath: string): string {
  return join(dirname(planPath), `${stem(planPath)}.journal`)
}

/** The journal that a person means who names its folder or the plan. */
export function journalIn(path: string): string {
  return /\.json$/i.test(path) ? journalFolderOf(path) : path
}

function stem(planPath: string): string {
  return basename(planPath).replace(/\.json$/i, '')
}
