import type { Writer } from '../../../../src/kit/writer.ts'
import type { OpenOrg } from '../open-org.ts'

export interface OpenLooks {
  readonly looks: Writer
  readonly calls: () => Readonly<Record<string, number>>
  readonly close: () => Promise<void>
}

/** The connector's own, over HTTP, as the administrator or with another token. */
export async function openLooks(
  world: OpenOrg,
  accessToken: string = world.org.accessToken,
): Promise<OpenLooks> {
  const connection = await world.connect({ env: { TOKEN: accessToken } })
  if (connection.writer === undefined) throw new Error('the connection has no writer')
  return {
    looks: connection.writer,
    calls: () => connection.calls().byPurpose,
    close: async () => await connection[Symbol.asyncDispose](),
  }
}
