import type { ChildRow, FieldDescription, Writer } from '../../kit/index.ts'
import { OrgView } from '../apply/org-view.ts'
import { rowKey } from '../apply/pre-image.ts'
import { fatesOf, fetchAll } from '../apply/reads.ts'
import type { ActionState } from '../journal/index.ts'
import { slices } from '../pace.ts'
import { othersOf, type PlanAction } from '../plan-file.ts'
import { type Now, type Outlook, outlookOf } from './outlook.ts'
import type { Refusal, UndoRequest } from './request.ts'
import { readSubject, type Subject } from './subject.ts'

export interface Looked {
  readonly action: PlanAction
  readonly refused: Refusal | null
  readonly subject: Subject | null
  readonly outlook: Outlook | null
}

/** Looks at the org for one undo after the other; descriptions are asked once. */
export class Looking {
  readonly org: OrgView
  readonly #request: UndoRequest
  readonly #fields = new Map<string, ReadonlyMap<string, FieldDescription>>()

  constructor(request: UndoRequest) {
    this.#request = request
    this.org = new OrgView(request.connection)
  }

  get writer(): Writer {
    return this.org.writer
  }

  async fields(object: string): Promise<ReadonlyMap<string, FieldDescription>> {
    const known = this.#fields.get(object)
    if (known !== undefined) return known
    const [description] = await this.#request.connection.describe([object])
    const fields = new Map((description?.fields ?? []).map((field) => [field.name, field]))
    this.#fields.set(object, fields)
    return fields
  }

  async at(action: PlanAction): Promise<Looked> {
    const { state, reader, values } = this.#request
    const of = state.of(action.id)
    const refused = refusalOf(of)
    if (refused !== null) return { action, refused, subject: null, outlook: null }
    const subject = await readSubject(action, of, reader, values)
    if (subject === null) return { action, refused: forgotten, subject: null, outlook: null }
    const now = await this.now(subject)
    if (!now.records.has(action.survivor)) return { action, refused: survivorGone, subject, outlook: null }
    return { action, refused: null, subject, outlook: outlookOf(subject, now) }
  }

  async now({ action, children }: Subject): Promise<Now> {
    const view = await this.org.of(action.object)
    const members = [action.survivor, ...othersOf(action)]
    const records = new Map((await fetchAll(this.writer, view.name, members)).map((one) => [one.id, one]))
    const gone = members.filter((id) => !records.has(id))
    const rows = new Map<string, ChildRow>()
    if (action.kind === 'merge') {
      for (const some of slices([...records.keys()], 400))
        for (const row of (await this.writer.children(view.name, some)).rows) rows.set(rowKey(row), row)
    }
    const away = children.filter((row) => row.member !== action.survivor && !rows.has(rowKey(row)))
    const rowFates = new Map()
    for (const [object, ids] of byObject(away, view.relationships))
      for (const [id, fate] of await fatesOf(this.writer, object, ids)) rowFates.set(id, fate)
    const fates = gone.length === 0 ? new Map() : await fatesOf(this.writer, view.name, gone)
    return { view, fields: await this.fields(view.name), records, fates, rows, rowFates }
  }
}

function byObject(
  rows: readonly ChildRow[],
  relationships: Now['view']['relationships'],
): ReadonlyMap<string, readonly string[]> {
  const ids = new Map<string, string[]>()
  for (const { relationship, id } of rows) {
    const object = relationships.get(relationship)?.object
    if (object !== undefined) ids.set(object, [...(ids.get(object) ?? []), id])
  }
  return ids
}

/** Undoing again is safe: what is back is found to be back. */
function refusalOf({ items }: ActionState): Refusal | null {
  const writes = [...items.values()]
  if (writes.some(({ is }) => is === 'in the air'))
    return {
      code: 'unknown',
      text: 'a request of it has no answer yet: steward plan apply --resume settles that',
    }
  if (writes.some(({ is }) => is === 'done')) return null
  return { code: 'not-applied', text: 'was not applied' }
}

const forgotten: Refusal = { code: 'forgotten', text: 'the person was forgotten: the old values are gone' }
const survivorGone: Refusal = {
  code: 'survivor-gone',
  text: 'its survivor was deleted or merged since: undo that first',
}
