import assert from 'node:assert/strict'
import { allNeeds, readAll } from './conformance-read.ts'
import type { Connection, ReadNeed } from './connector.ts'
import { isKitError } from './error.ts'

interface Place {
  readonly connection: Connection
  readonly tempDir: string
}

interface Change {
  readonly object: string
  readonly id: string
  readonly act: () => Promise<void>
}

export async function noticesChange(
  { connection, tempDir }: Place,
  { object, id, act }: Change,
): Promise<void> {
  const [need] = await allNeeds(connection, [object])
  assert.ok(need)
  const before = await readAll(connection, need, tempDir)
  await act()
  const after = await readSince(connection, need, before.complete.watermark, tempDir)
  assert.ok(after.ids.includes(id), `${object} ${id} was changed and did not come`)
}

export async function noticesRemoval(
  { connection, tempDir }: Place,
  { object, id, act }: Change,
): Promise<void> {
  const [need] = await allNeeds(connection, [object])
  assert.ok(need)
  const before = await readAll(connection, need, tempDir)
  assert.ok(before.ids.includes(id), `${object} ${id} must be there at first`)
  await act()
  const after = await readSince(connection, need, before.complete.watermark, tempDir)
  const gone = after.full ? !after.ids.includes(id) : after.deleted.includes(id)
  assert.ok(gone, `${object} ${id} was deleted and that was not noticed`)
}

/** As the snapshot reads: what changed since, or everything when the connector cannot tell. */
async function readSince(
  connection: Connection,
  need: ReadNeed,
  since: string | undefined,
  tempDir: string,
): Promise<Awaited<ReturnType<typeof readAll>> & { readonly full: boolean }> {
  if (since === undefined) return { ...(await readAll(connection, need, tempDir)), full: true }
  try {
    return { ...(await readAll(connection, { ...need, since }, tempDir)), full: false }
  } catch (error) {
    if (!isKitError(error) || error.code !== 'WATERMARK_TOO_OLD') throw error
    return { ...(await readAll(connection, need, tempDir)), full: true }
  }
}
