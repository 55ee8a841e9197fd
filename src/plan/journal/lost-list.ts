import { exitCodes, KitError } from '../../kit/index.ts'
import { isAnybodyForgotten } from '../../snapshot/tombstones.ts'
import { hasJournal, journalFiles } from './folder.ts'
import { linesAt } from './lines-at.ts'
import { readRegistry } from './registry.ts'

/**
 * Throws `FORGOTTEN_LOST` (2) when a journal that is listed here tells that somebody was forgotten, and the list of
 * forgotten people is empty or not there.
 */
export async function refuseLostList(home: string): Promise<void> {
  if (isAnybodyForgotten(home)) return
  const { listed } = await readRegistry(home)
  for (const { type, path } of listed) {
    if (type !== 'journal' || !hasJournal(path)) continue
    for await (const { text } of linesAt(journalFiles(path).journal))
      if (text.includes('"type":"tombstone"')) throw lost(path)
  }
}

function lost(path: string): KitError {
  return new KitError(
    'FORGOTTEN_LOST',
    `${path} tells that people were forgotten, but the list of them (forgotten.json) is empty or not there.`,
    {
      exit: exitCodes.usage,
      actions: [
        'Restore it from a backup, or bring it along from the machine where they were forgotten',
        'If it is lost, forget each of them again',
      ],
    },
  )
}
