import { basename, dirname, join } from 'node:path'

/** `plan.json` has its values in `plan.values.json` beside it. */
export function valuesNameOf(planPath: string): string {
  return `${stem(planPath)}.values.json`
}

/** Where the journals of a plan lie unless `--journal` says otherwise: `plan.journal/` beside `plan.json`. */
export function journalFolderOf(planPath: string): string {
  return join(dirname(planPath), `${stem(planPath)}.journal`)
}

function stem(planPath: string): string {
  return basename(planPath).replace(/\.json$/i, '')
}
