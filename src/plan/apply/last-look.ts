import { isKitError } from '../../kit/index.ts'
import type { Past } from '../journal/past.ts'
import { settleDoubts } from './doubts.ts'
import { putBackIfPossible } from './put-back.ts'
import type { Run } from './run.ts'
import { recall } from './taken-up.ts'
import { verify } from './verify.ts'
import type { Work } from './work.ts'

/**
 * The last look before a run is closed. Groups that were given up and turn out to be written are compared like all
 * others; the rest of them is for the next run.
 */
export async function lookOnceMore(run: Run, past: Past, works: Iterable<Work>): Promise<void> {
  const doubtful = [...works].filter(({ doubts }) => doubts.size > 0)
  for (const [object, some] of Map.groupBy(doubtful, ({ action }) => action.object)) {
    const view = await run.org.of(object)
    const ended = [...(await settleDoubts(run, some, view))].filter(({ action }) => run.ends.has(action.id))
    for (const work of ended) {
      if (work.preImage === null) await recall(run, work, past)
      work.failure ??= { code: 'refused', record: null, fields: [], cause: null }
    }
    await putBackIfPossible(run, ended, view)
    await verify(run, ended, view, false)
  }
}

/** The same for a run that ends early: what the org will not tell now is asked when the run goes on. */
export async function lookIfPossible(run: Run, past: Past, works: Iterable<Work>): Promise<void> {
  try {
    await lookOnceMore(run, past, works)
  } catch (error) {
    if (!isKitError(error) || error.code === 'JOURNAL_NOT_WRITABLE') throw error
    run.request.log(`Writes without an answer could not be looked for once more: ${error.message}`)
  }
}
