import assert from 'node:assert/strict'
import type { HubspotOptions } from '../../../emulators/hubspot/index.ts'
import type { Connection } from '../../../src/kit/connector.ts'
import type { RecordKey } from '../../../src/kit/record.ts'
import type { MergeStep, Writer } from '../../../src/kit/writer.ts'
import { type ConnectOptions, type OpenAccount, openAccount } from './open-account.ts'

export interface OpenWriter extends OpenAccount {
  readonly connection: Connection
  readonly writer: Writer
  /** Calls since the last time that this was asked. */
  readonly spent: () => Readonly<Record<string, number>>
}

export async function openWriter(
  options: HubspotOptions = {},
  connecting: ConnectOptions = {},
): Promise<OpenWriter> {
  const world = await openAccount({ burst: 1_000_000, daily: 10_000_000, ...options })
  const connection = await world.connect(connecting)
  assert.ok(connection.writer)
  let before = connection.calls().byPurpose
  return {
    ...world,
    connection,
    writer: connection.writer,
    spent: () => {
      const now = connection.calls().byPurpose
      const since = Object.entries(now).map(([purpose, calls]) => [purpose, calls - (before[purpose] ?? 0)])
      before = now
      return Object.fromEntries(since.filter(([, calls]) => calls !== 0))
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  }
}

export function key(object: string, id: string): RecordKey {
  return { connection: 'acme', object, id }
}

export function step(object: string, survivor: string, loser: string): MergeStep {
  return { survivor: key(object, survivor), losers: [key(object, loser)], values: {} }
}
