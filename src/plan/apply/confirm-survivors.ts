import type { NativeRecord } from '../../kit/index.ts'
import { fatesOf } from '../look/fetch.ts'
import type { ObjectView } from '../look/org-view.ts'
import { verifyPauses } from '../pace/waits.ts'
import { listsOld } from './lists-old.ts'
import type { Run } from './run.ts'
import { leadsElsewhere } from './unmerged.ts'
import { verify } from './verify.ts'
import { survivorOf, type Work } from './work.ts'

/**
 * Makes sure where survivors with a new id are before anything more is written to what an answer named: by what the
 * record there lists, else it asks. One that is not there ends the run as not as planned. `records`: as just read.
 */
export async function confirmSurvivors(
  run: Run,
  works: readonly Work[],
  view: ObjectView,
  records: ReadonlyMap<string, NativeRecord>,
): Promise<void> {
  const moved = ({ action }: Work) => run.moved.get(action.object, action.survivor) !== undefined
  const isOpen = (work: Work) => work.confirmed !== survivorOf(run, work.action)
  const merged = [...new Set(works)].filter((work) => work.action.kind === 'merge' && moved(work))
  for (const work of merged.filter(isOpen)) {
    if (listsOld(run, work, view, records)) work.confirmed = survivorOf(run, work.action)
  }
  let open = merged.filter(isOpen)
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
    open = open.filter(isOpen)
  }
  await verify(run, open, view, false)
}
