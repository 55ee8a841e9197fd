import type { ObjectView } from './org-view.ts'
import { fatesOf } from './reads.ts'
import type { Run } from './run.ts'
import { leadsElsewhere } from './unmerged.ts'
import { verify } from './verify.ts'
import { verifyPauses } from './waits.ts'
import { survivorOf, type Work } from './work.ts'

/**
 * Asks where survivors with a new id are before anything more is written to what an answer named. One that is not
 * there ends the run as not as planned.
 */
export async function confirmSurvivors(run: Run, works: readonly Work[], view: ObjectView): Promise<void> {
  const moved = ({ action }: Work) => run.moved.get(action.object, action.survivor) !== undefined
  let open = [...new Set(works)].filter(
    (work) => work.action.kind === 'merge' && moved(work) && work.confirmed !== survivorOf(run, work.action),
  )
  for (const wait of [0, ...verifyPauses]) {
    if (open.length === 0) return
    if (wait > 0) await run.request.pause(wait)
    const fates = await fatesOf(
      run.writer,
      view.name,
      open.map(({ action }) => action.survivor),
    )
    for (const work of open) {
      if (!leadsElsewhere(run, work.action, fates)) work.confirmed = survivorOf(run, work.action)
    }
    open = open.filter((work) => work.confirmed !== survivorOf(run, work.action))
  }
  await verify(run, open, view, false)
}
