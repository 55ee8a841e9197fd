import { inspect } from 'node:util'
import { expect } from 'vitest'
import type { StepOutcome } from '../../../../src/kit/writer.ts'
import { type OpenOrg, openOrg } from '../open-org.ts'
import { type OpenWrites, openWrites, step, type WritesOptions } from './open-writes.ts'

/** One for each file of tests, which has to close it. */
export const world: OpenOrg = await openOrg()

export const preset = (name: string) => ({ kind: 'preset', preset: name })
export const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  kind: 'answer',
  answer: { status, headers, body },
})
export const xml = { 'content-type': 'text/xml;charset=UTF-8' }
export const json = { 'content-type': 'application/json' }

/** Two contacts, and each kind of request about them; `happened` looks with other eyes. */
interface Trial {
  readonly send: (open: OpenWrites) => Promise<readonly StepOutcome[]>
  readonly happened: () => Promise<boolean>
}

export const trials = {
  merge: async (): Promise<Trial> => {
    const [a = '', b = ''] = await people()
    const send = ({ writes }: OpenWrites) =>
      writes.merge('Contact', [step('Contact', [a, b], { Title: 'Countess' })])
    return { send, happened: () => isDeleted(b) }
  },
  restore: async (): Promise<Trial> => {
    const [a = ''] = await people()
    await world.control('/mutate', { object: 'Contact', ids: [a], delete: true, as: world.org.username })
    const send = ({ writes }: OpenWrites) => writes.restore('Contact', [a])
    return { send, happened: async () => !(await isDeleted(a)) }
  },
  /** Cases, by a script. */
  script: async (): Promise<Trial> => {
    const [a = '', b = ''] = await world.create('Case', [{ Subject: 'A' }, { Subject: 'B' }])
    const send = ({ writes }: OpenWrites) => writes.merge('Case', [step('Case', [a, b])])
    return { send, happened: async () => (await count(`MasterRecordId = '${a}'`, 'Case')) === 1 }
  },
  update: async (): Promise<Trial> => {
    const [a = ''] = await people()
    const send = ({ writes }: OpenWrites) =>
      writes.update('Contact', [{ id: a, values: { Title: 'Countess' } }])
    return { send, happened: async () => (await count(`Id = '${a}' AND Title = 'Countess'`)) === 1 }
  },
  create: async (): Promise<Trial> => {
    const name = `New ${++created}`
    const send = ({ writes }: OpenWrites) => writes.create('Contact', [{ LastName: name }])
    return { send, happened: async () => (await count(`LastName = '${name}'`)) === 1 }
  },
  remove: async (): Promise<Trial> => {
    const [a = ''] = await people()
    const send = ({ writes }: OpenWrites) => writes.remove?.('Contact', [a]) ?? Promise.resolve([])
    return { send, happened: () => isDeleted(a) }
  },
}
export type Kind = keyof typeof trials
export const kinds = Object.keys(trials) as Kind[]
export const soapKinds: Kind[] = ['merge', 'restore']
export const restKinds: Kind[] = ['update', 'create', 'remove']
let created = 0

async function people(): Promise<string[]> {
  return await world.create('Contact', [{ LastName: 'Lovelace' }, { LastName: 'Lovelace' }])
}

async function count(where: string, object = 'Contact'): Promise<number> {
  const soql = `SELECT Id FROM ${object} WHERE ${where}`
  const response = await world.request('GET', `/queryAll?q=${encodeURIComponent(soql)}`)
  return ((await response.json()) as { totalSize: number }).totalSize
}

async function isDeleted(id: string): Promise<boolean> {
  return (await count(`Id = '${id}' AND IsDeleted = true`)) === 1
}

export const matches: Record<Kind, object> = {
  merge: { operation: 'merge' },
  restore: { operation: 'undelete' },
  script: { method: 'GET', path: '*/tooling/executeAnonymous*' },
  update: { method: 'PATCH', path: '*/composite/sobjects' },
  create: { method: 'POST', path: '*/composite/sobjects' },
  remove: { method: 'DELETE', path: '*/composite/sobjects*' },
}

export async function sendUnder(kind: Kind, action: object | null, options: WritesOptions = {}) {
  const trial = await trials[kind]()
  const { accessToken } = (await world.control('/users', { username: world.org.username })) as {
    accessToken: string
  }
  const open = openWrites(world, { accessToken, ...options })
  if (action !== null) await world.control('/faults', { match: matches[kind], action })
  await world.control('/meter', undefined, 'DELETE')
  const ended = await trial.send(open).then(
    (outcomes) => ({ outcomes, error: null }),
    (error: unknown) => ({ outcomes: null, error }),
  )
  await open[Symbol.asyncDispose]()
  const { total } = (await world.control('/meter', undefined, 'GET')) as { total: number }
  expect(inspect(ended, { depth: 10 })).not.toContain(accessToken)
  await world.control('/faults', undefined, 'DELETE')
  return { ...ended, total, happened: await trial.happened() }
}

export function each<T>(over: readonly Kind[], rows: readonly (readonly [string, T])[]): [Kind, string, T][] {
  return over.flatMap((kind) => rows.map(([name, row]): [Kind, string, T] => [kind, name, row]))
}
