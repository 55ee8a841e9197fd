import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import type { Automation, WriteEvent } from './types.ts'

type StoreOrg = Pick<Org, 'db'>

/** A row of setup that shows an automation. */
export interface ShownBy {
  readonly object: string
  readonly id: string
}

interface Kept {
  readonly spec: string
  readonly shown: string
}

/** `planted`: by the control door, which alone takes it away again. */
export function keepAutomation(
  org: StoreOrg,
  automation: Automation,
  shown: readonly ShownBy[],
  planted: boolean,
): void {
  statement(
    org.db,
    'INSERT INTO automation (object, active, planted, spec, shown) VALUES (?, ?, ?, ?, ?)',
  ).run(
    automation.object,
    automation.active ? 1 : 0,
    planted ? 1 : 0,
    JSON.stringify(automation),
    JSON.stringify(shown),
  )
}

/** Active ones of the object that react to this event, in the order in which they came. */
export function automationsOn(org: StoreOrg, object: string, event: WriteEvent): Automation[] {
  const rows = statement(
    org.db,
    'SELECT spec FROM automation WHERE object = ? AND active = 1 ORDER BY serial',
  ).all(object)
  return rows.map(({ spec }) => JSON.parse(String(spec)) as Automation).filter(({ on }) => on.includes(event))
}

export function listAutomations(org: StoreOrg): (Automation & { readonly planted: boolean })[] {
  const rows = org.db.prepare('SELECT spec, planted FROM automation ORDER BY serial').all()
  return rows.map(({ spec, planted }) => ({ ...JSON.parse(String(spec)), planted: planted === 1 }))
}

/** Takes away what the control door planted, with the rows that show it; how many there were. */
export function clearPlanted(org: StoreOrg): number {
  const rows = org.db
    .prepare('SELECT spec, shown FROM automation WHERE planted = 1')
    .all() as unknown as Kept[]
  for (const { shown } of rows)
    for (const { object, id } of JSON.parse(shown) as ShownBy[])
      org.db.prepare(`DELETE FROM "${object}" WHERE "Id" = ?`).run(id)
  org.db.exec('DELETE FROM automation WHERE planted = 1')
  return rows.length
}
