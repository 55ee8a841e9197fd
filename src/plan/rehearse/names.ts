import { basename, dirname, join } from 'node:path'

/** The certificate of `plan.json` is `plan.rehearsal.json` beside it. */
export function certificateOf(planPath: string): string {
  return join(dirname(planPath), `${stem(planPath)}.rehearsal.json`)
}

/** A plan that is made again in the same place, or a sandbox that was refreshed, gets a folder of its own. */
export function rehearsalFolderOf(planPath: string, plan: string, orgId: string): string {
  return join(dirname(planPath), `${stem(planPath)}.${plan}-${encodeURIComponent(orgId)}.rehearsal`)
}

function stem(planPath: string): string {
  return basename(planPath).replace(/\.json$/i, '')
}
