import type { PlanFile } from '../../src/plan/files/plan-file.ts'
import { readJournal, stateOf } from '../../src/plan/journal/index.ts'
import { idsBy } from '../../src/plan/undo/ids.ts'
import type { Dump } from './differences.ts'

/** A dump with the ids that records had before merges and undo gave them others, as the journal tells. */
export async function renamed(
  { plan, dir }: { readonly plan: PlanFile; readonly dir: string },
  dump: Dump,
): Promise<Dump> {
  await using reader = readJournal(dir)
  const { selves } = idsBy({ plan, state: await stateOf(reader.entries()) })
  const before = new Map<string, string>()
  for (const action of plan.actions) {
    const ids = action.kind === 'merge' ? [action.survivor, ...action.losers] : []
    for (const id of ids) {
      let now = id
      for (
        let next = selves.get(action.object, now);
        next !== undefined;
        next = selves.get(action.object, now)
      )
        now = next
      if (now !== id) before.set(`${action.object} ${now}`, id)
    }
  }
  return new Map([...dump].map(([key, row]) => [keyBefore(key, before), row]))
}

/** `object id`, `from.to id>id:kind`, `object.lists id>list` */
function keyBefore(key: string, before: ReadonlyMap<string, string>): string {
  const [object = '', id = ''] = key.split(' ')
  const [from = '', to = ''] = object.split('.')
  if (to === '') return `${object} ${before.get(key) ?? id}`
  const [own = '', row = ''] = id.split('>')
  const [other = '', ...kind] = row.split(':')
  const first = before.get(`${from} ${own}`) ?? own
  return `${object} ${first}>${[before.get(`${to} ${other}`) ?? other, ...kind].join(':')}`
}
