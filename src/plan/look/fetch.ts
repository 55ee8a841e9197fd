import type { Fate, NativeRecord, Writer } from '../../kit/index.ts'
import { pace, slices } from '../pace/pace.ts'

export async function fetchAll(
  writer: Writer,
  object: string,
  ids: readonly string[],
): Promise<readonly NativeRecord[]> {
  const records: NativeRecord[] = []
  for (const some of slices(ids, pace.idsPerFetch)) records.push(...(await writer.fetch(object, some)))
  return records
}

export async function fatesOf(
  writer: Writer,
  object: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Fate>> {
  const fates = new Map<string, Fate>()
  for (const some of slices(ids, pace.idsPerChildren)) {
    for (const [id, fate] of await writer.fates(object, some)) fates.set(id, fate)
  }
  return fates
}
