import { createHash } from 'node:crypto'
import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { TextColumn } from '../columns/column.ts'
import { openIds } from '../columns/ids.ts'
import type { Rows } from '../columns/read.ts'
import { openTexts } from '../columns/texts.ts'
import type { Entity } from '../kit/index.ts'
import { type Kept, readKept, writeKept } from './kept-file.ts'
import { makePrivateDir } from './paths.ts'

/** Where encoded columns are kept: beside the snapshot that they were read from. */
export interface KeptPlace {
  /** Folder of the snapshot. */
  readonly dir: string
  /** Of the snapshot's file; the next write gives it another one. */
  readonly state: string
  readonly entity: Entity
  readonly kinds: readonly string[]
}

const folder = 'columns'

/** Any write to the file changes it, whoever writes. */
export function stateOf(file: string, syncedAt: string): string {
  const { ino, size, mtimeNs } = statSync(file, { bigint: true })
  return `${ino} ${size} ${mtimeNs} ${syncedAt}`
}

/** Whoever opens a snapshot for writing does this first: what is forgotten or deleted may not stay in a copy. */
export function dropKept(dir: string): void {
  rmSync(join(dir, folder), { recursive: true, force: true })
}

/** Rows as `read` finds them; columns that an earlier run kept are not read again, and new ones are kept. */
export async function keptRows(
  place: KeptPlace,
  fields: readonly string[],
  read: (fields: readonly string[]) => Promise<Rows>,
): Promise<Rows> {
  const kinds = createHash('sha256').update(JSON.stringify(place.kinds.toSorted())).digest('hex').slice(0, 16)
  const path = (name: string): string => join(place.dir, folder, `${place.entity}-${kinds}.${name}`)
  const pathOf = (field: string): string => path(`${encodeURIComponent(field)}.column`)
  const found = new Map<string, FoundColumn>()
  const known = rowsFrom(readKept(path('rows'), place.state))
  for (const field of known === null ? [] : fields) {
    const column = columnFrom(readKept(pathOf(field), place.state), known?.object.length ?? 0)
    if (column !== null) found.set(field, column)
  }
  const missing = fields.filter((field) => !found.has(field))
  if (known !== null && missing.length === 0) return assembled(known, fields, found)
  const rows = await read(missing)
  for (const [field, column] of rows.columns)
    found.set(field, { column, unknown: rows.unknown.includes(field) })
  keep(() => {
    makePrivateDir(join(place.dir, folder))
    if (known === null) writeKept(path('rows'), place.state, keptFrom(rows))
    for (const field of missing) {
      const one = found.get(field)
      if (one !== undefined) writeKept(pathOf(field), place.state, keptColumn(one))
    }
  })
  return assembled(rows, fields, found)
}

interface FoundColumn {
  readonly column: TextColumn
  /** No row has the field. */
  readonly unknown: boolean
}

type Bare = Omit<Rows, 'columns' | 'unknown'>

function assembled(rows: Bare, fields: readonly string[], found: ReadonlyMap<string, FoundColumn>): Rows {
  const { ids, objects, object, kinds, kind } = rows
  const columns = new Map<string, TextColumn>()
  for (const field of fields) {
    const one = found.get(field)
    if (one !== undefined) columns.set(field, one.column)
  }
  const unknown = fields.filter((field) => found.get(field)?.unknown === true)
  return { ids, objects, object, kinds, kind, columns, unknown }
}

/** A copy that cannot be written, on a full disk for one, is one that has to be made again: nothing is lost. */
function keep(write: () => void): void {
  try {
    write()
  } catch {
    return
  }
}

function keptFrom({ ids, objects, object, kinds, kind }: Bare): Kept {
  const arrays = new Map([
    ['ids', ids.bytes],
    ['ends', asBytes(ids.ends)],
    ['object', object],
    ['kind', kind],
  ])
  return { labels: { objects, kinds }, arrays }
}

function rowsFrom(kept: Kept | null): Bare | null {
  if (kept === null) return null
  const [bytes, ends] = [kept.arrays.get('ids'), kept.arrays.get('ends')]
  const [object, kind] = [kept.arrays.get('object'), kept.arrays.get('kind')]
  const { objects, kinds } = kept.labels
  if (!bytes || !ends || !object || !kind || !objects || !kinds) return null
  return { ids: openIds({ bytes, ends: new Uint32Array(ends.buffer) }), objects, object, kinds, kind }
}

function keptColumn({ column: { codes, texts }, unknown }: FoundColumn): Kept {
  const arrays = new Map([
    ['codes', asBytes(codes)],
    ['bytes', texts.bytes],
    ['ends', asBytes(texts.ends)],
  ])
  return { labels: unknown ? { unknown: [] } : {}, arrays }
}

function columnFrom(kept: Kept | null, rows: number): FoundColumn | null {
  const [codes, bytes, ends] = ['codes', 'bytes', 'ends'].map((name) => kept?.arrays.get(name))
  if (!kept || !codes || !bytes || !ends || codes.length !== rows * 4) return null
  const texts = openTexts({ bytes, ends: new Uint32Array(ends.buffer) })
  return { column: { codes: new Int32Array(codes.buffer), texts }, unknown: 'unknown' in kept.labels }
}

function asBytes({ buffer, byteOffset, byteLength }: Int32Array | Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
