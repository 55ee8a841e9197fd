import { atomically, statement } from '../../statement.ts'
import { mergeMemberships } from '../lists/tables.ts'
import type { Org } from '../org.ts'
import type { ObjectType } from '../schema/types.ts'
import { recompute } from '../store/computed.ts'
import type { Source, StoredRecord } from '../store/record.ts'
import { insertRecord, needRecord, nextId, takeAway } from '../store/write.ts'
import type { Pair } from './check.ts'
import { moveHistory, takeHistory } from './history.ts'
import { readTies, tieAgain } from './ties.ts'
import { mergedValues } from './values.ts'

/** Both records give way to a new one with a new id, to which every id that either ever had leads from now on. */
export function mergeRecords(org: Org, type: ObjectType, pair: Pair, source: Source): StoredRecord {
  const { primary, secondary } = pair
  return atomically(org.db, () => {
    const id = nextId(org, type.name)
    const now = org.clock.now()
    const properties = mergedValues(org, type, pair, id)
    const ties = [...readTies(org, type.name, primary.id), ...readTies(org, type.name, secondary.id)]
    const past = takeHistory(org, type.name, pair)
    takeAway(org, type.name, primary.id)
    takeAway(org, type.name, secondary.id)
    insertRecord(org, type.name, {
      id,
      properties,
      createdAt: new Date(Math.min(primary.created, secondary.created)),
      updatedAt: now,
      source: primary.source,
    })
    moveHistory(org, type.name, { id, past, source, at: now.getTime() })
    forward(org, type.name, pair, id)
    const ends = tieAgain(org, { type: type.name, id }, ties, new Set([primary.id, secondary.id]))
    mergeMemberships(org, {
      objectTypeId: type.typeId,
      primary: primary.id,
      secondary: secondary.id,
      merged: id,
      mode: org.behaviour.staticLists,
    })
    recompute(org, [{ type: type.name, id }, ...ends])
    return needRecord(org, type.name, id)
  })
}

function forward(org: Org, type: string, { primary, secondary }: Pair, id: string): void {
  for (const gone of [primary.id, secondary.id]) {
    statement(org.db, 'UPDATE forward SET target = ? WHERE type = ? AND target = ?').run(
      Number(id),
      type,
      Number(gone),
    )
    statement(org.db, 'INSERT INTO forward VALUES (?, ?, ?)').run(type, Number(gone), Number(id))
  }
}
