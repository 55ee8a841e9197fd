import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmulatedOrg, startSalesforceOrg } from '../../../../emulators/index.ts'
import { readTruth, type Truth } from '../../../../emulators/population/truth.ts'
import type { Org } from '../../../../emulators/salesforce/org.ts'
import { ask } from '../../client.ts'
import { soap } from '../soap.ts'
import { outcomes, request } from './inside.ts'

/** Ids of one object that are one and the same; the first one survives. */
interface Plan {
  readonly object: string
  readonly ids: readonly string[]
}

const folder = mkdtempSync(join(tmpdir(), 'steward-merge-'))
let org: Org
let server: EmulatedOrg
let truth: Truth

beforeAll(async () => {
  const truthFile = join(folder, 'truth.jsonl')
  server = await startSalesforceOrg({
    people: 300,
    seed: 5,
    activity: 2,
    truthFile,
    fill: (inside) => {
      org = inside
    },
  })
  truth = await readTruth(truthFile)
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

const call = async (operation: string) =>
  (
    await ask(server, 'POST', '/services/Soap/u/66.0', {
      body: soap(operation, server.accessToken),
      token: null,
    })
  ).text

/** Mergeable parts of the true clusters: of one object each, persons and businesses apart, no converted leads. */
function plans(): Plan[] {
  return truth.clusters
    .filter(({ family }) => family === 'people' || family === 'companies')
    .flatMap(({ rows }) => {
      const byKind = new Map<string, Plan & { ids: string[] }>()
      for (const { id } of rows) {
        const object = org.schema.byPrefix(id.slice(0, 3))?.name ?? ''
        if (object === 'Lead' && one('Lead', id).IsConverted === 1) continue
        const person = one(object, id).IsPersonAccount === 1
        const plan = byKind.get(`${object} ${person}`) ?? { object, ids: [] }
        plan.ids.push(id)
        byKind.set(`${object} ${person}`, plan)
      }
      return [...byKind.values()].filter(({ ids }) => ids.length > 1)
    })
}

function one(object: string, id: string): Record<string, unknown> {
  return (org.db.prepare(`SELECT * FROM "${object}" WHERE "Id" = ?`).get(id) ?? {}) as Record<string, unknown>
}

interface Outcome {
  readonly object: string
  readonly master: string
  readonly losers: readonly string[]
  /** The reason why not; empty when it was merged. */
  readonly refusal: string
}

/** More than three are merged by several requests into the same record. */
async function mergeAll(
  { object, ids: [master = '', ...rest] }: Plan,
  moved: Set<string>,
): Promise<Outcome[]> {
  const parts = rest.flatMap((_, index) => (index % 2 === 0 ? [rest.slice(index, index + 2)] : []))
  const text = await call(`<merge>${parts.map((losers) => request(object, master, losers)).join('')}</merge>`)
  for (const id of text.match(/(?<=<updatedRelatedIds>)\w+/g) ?? []) moved.add(id)
  const results = text.match(/<result>.*?<\/result>/gs) ?? []
  return parts.map((losers, index) => {
    const result = results[index] ?? '<message>no result'
    return { object, master, losers, refusal: /(?<=<message>)[^<]+/.exec(result)?.[0] ?? '' }
  })
}

interface Pointer {
  readonly object: string
  readonly field: string
}

/** Every stored reference, but those that say where a record came from. */
function pointers(): Pointer[] {
  return [...org.schema.objects.values()].flatMap((object) =>
    object.fields
      .filter(
        ({ type, generated, derived }) => type === 'reference' && generated === null && derived === null,
      )
      .filter(({ name }) => name !== 'MasterRecordId')
      .map(({ name }) => ({ object: object.name, field: name })),
  )
}

const deletedOf = (object: string) =>
  org.schema.objects.get(object)?.fields.some(({ name }) => name === 'IsDeleted') ? '"IsDeleted" = 0' : '1'

/** Living rows that point to one of these. */
function pointingAt(ids: ReadonlySet<string>): string[] {
  return pointers().flatMap(({ object, field }) =>
    org.db
      .prepare(
        `SELECT "Id" AS id, "${field}" AS target FROM "${object}" WHERE "${field}" IS NOT NULL AND ${deletedOf(object)}`,
      )
      .all()
      .filter(({ target }) => ids.has(String(target)))
      .map(({ id }) => `${object}.${field} ${id}`),
  )
}

function living(): Map<string, number> {
  return new Map(
    [...org.schema.objects.keys()].map((object) => [
      object,
      Number(org.db.prepare(`SELECT count(*) AS n FROM "${object}" WHERE ${deletedOf(object)}`).get()?.n),
    ]),
  )
}

describe('all true clusters of a seeded org', () => {
  it('merge; nothing living points to what is gone, every lost row is accounted for, and all come back', async () => {
    const before = living()
    const moved = new Set<string>()
    const results: Outcome[] = []
    for (const plan of plans()) results.push(...(await mergeAll(plan, moved)))
    const done = results.filter(({ refusal }) => refusal === '')
    const refused = results.filter(({ refusal }) => refusal !== '')
    expect(done.length).toBeGreaterThan(refused.length * 5)
    expect(moved.size).toBeGreaterThan(done.length)
    for (const { object, losers, refusal } of refused) {
      expect(refusal).toMatch(/have the same related|portal user/)
      for (const id of losers) expect(one(object, id).IsDeleted).toBe(0)
    }
    for (const { object, master, losers } of done) {
      expect(one(object, master).IsDeleted).toBe(0)
      for (const id of losers) expect(one(object, id)).toMatchObject({ IsDeleted: 1, MasterRecordId: master })
    }

    const gone = new Set(done.flatMap(({ losers }) => losers))
    expect(pointingAt(gone)).toEqual([])
    const binned = new Map(
      org.db
        .prepare('SELECT object, count(*) AS n FROM bin GROUP BY object')
        .all()
        .map(({ object, n }) => [String(object), Number(n)]),
    )
    const after = living()
    const written = new Set(['AccountHistory', 'ContactHistory', 'LeadHistory'])
    for (const [object, count] of before)
      if (!written.has(object))
        expect([object, after.get(object)]).toEqual([object, count - (binned.get(object) ?? 0)])
    expect(binned.get('FeedItem') ?? 0).toBeGreaterThan(0)

    const ids = [...gone].map((id) => `<ids>${id}</ids>`)
    for (let from = 0; from < ids.length; from += 200)
      expect(
        new Set(outcomes(await call(`<undelete>${ids.slice(from, from + 200).join('')}</undelete>`))),
      ).toEqual(new Set(['success']))
    const back = living()
    for (const object of ['Account', 'Contact', 'Lead', 'FeedItem'])
      expect([object, back.get(object)]).toEqual([object, before.get(object)])
  })
})
