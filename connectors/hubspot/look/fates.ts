import type { Fate } from '../../../src/kit/writer.ts'
import type { Api } from '../api.ts'
import { readBatch } from './batch-read.ts'

/**
 * An id that was merged away leads to the record that lives on, which lists it; the answer does not say which id
 * led there. What is neither there nor in the recycle bin is gone.
 */
export async function readFates(
  object: string,
  ids: readonly string[],
  api: Api,
): Promise<ReadonlyMap<string, Fate>> {
  const purpose = 'read-back'
  const asked = [...new Set(ids)].filter(isId)
  const known = new Map<string, Fate>()
  const living = await readBatch({ object, ids: asked, properties: idColumns, purpose }, api)
  for (const { id, properties } of living) {
    for (const former of formerIds(properties))
      if (former !== id) known.set(former, { is: 'merged', into: id, restorable: false })
    known.set(id, { is: 'there' })
  }
  const missing = asked.filter((id) => !known.has(id))
  const binned =
    missing.length === 0
      ? []
      : await readBatch({ object, ids: missing, properties: idColumns, purpose, archived: true }, api)
  for (const { id, properties } of binned) {
    for (const former of formerIds(properties))
      if (!known.has(former)) known.set(former, { is: 'merged', into: id, restorable: false })
    known.set(id, { is: 'deleted', restorable: false })
  }
  return new Map(ids.map((id) => [id, known.get(id) ?? { is: 'gone' }]))
}

const idColumns = ['hs_merged_object_ids', 'hs_calculated_merged_vids', 'hs_all_contact_vids']

/** `51;52`, and of contacts also `51:1700000000000;52:1700000000000`. */
function formerIds(properties: Readonly<Record<string, string | null>>): readonly string[] {
  return idColumns.flatMap((column) =>
    (properties[column] ?? '')
      .split(';')
      .map((part) => part.split(':')[0] ?? '')
      .filter(isId),
  )
}

export function isId(text: string): boolean {
  return /^\d{1,20}$/.test(text)
}
