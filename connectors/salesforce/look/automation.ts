import { z } from 'zod'
import type { FactRead } from '../../../src/kit/connector.ts'
import { isKitError } from '../../../src/kit/error.ts'
import type { Fact } from '../../../src/kit/fact.ts'
import type { Api, Call } from '../api.ts'
import { QueryPage, queryPath } from '../soql.ts'

type Automation = Extract<Fact, { kind: 'automation' }>
type On = Automation['on'][number]

const Named = z.object({ QualifiedApiName: z.string() })
const Flag = z.boolean().catch(false)

const Trigger = z.object({
  Name: z.string(),
  NamespacePrefix: z.string().nullish(),
  EntityDefinition: Named.nullish(),
  TableEnumOrId: z.string(),
  UsageBeforeInsert: Flag,
  UsageAfterInsert: Flag,
  UsageBeforeUpdate: Flag,
  UsageAfterUpdate: Flag,
  UsageBeforeDelete: Flag,
  UsageAfterDelete: Flag,
  UsageAfterUndelete: Flag,
})

const Flow = z.object({
  ApiName: z.string(),
  ProcessType: z.string().nullish(),
  TriggerType: z.string().nullish(),
  RecordTriggerType: z.string().nullish(),
  TriggerObjectOrEvent: Named.nullish(),
})

const Validation = z.object({
  ValidationName: z.string(),
  NamespacePrefix: z.string().nullish(),
  EntityDefinition: Named.nullish(),
})

const Workflow = z.object({ Name: z.string(), TableEnumOrId: z.string() })
const Entity = z.object({ DurableId: z.string(), QualifiedApiName: z.string() })

const queries = {
  triggers: {
    api: '/tooling',
    soql: "SELECT Name, NamespacePrefix, EntityDefinition.QualifiedApiName, TableEnumOrId, UsageBeforeInsert, UsageAfterInsert, UsageBeforeUpdate, UsageAfterUpdate, UsageBeforeDelete, UsageAfterDelete, UsageAfterUndelete FROM ApexTrigger WHERE Status = 'Active'",
  },
  flows: {
    api: '',
    // An older version may be the active one, so `IsActive`, which speaks of the latest, would miss some.
    soql: 'SELECT ApiName, ProcessType, TriggerType, RecordTriggerType, TriggerObjectOrEvent.QualifiedApiName FROM FlowDefinitionView WHERE ActiveVersionId != null',
  },
  validations: {
    api: '/tooling',
    soql: 'SELECT ValidationName, NamespacePrefix, EntityDefinition.QualifiedApiName FROM ValidationRule WHERE Active = true',
  },
  workflows: { api: '/tooling', soql: 'SELECT Name, TableEnumOrId FROM WorkflowRule' },
  objects: { api: '', soql: 'SELECT DurableId, QualifiedApiName FROM EntityDefinition LIMIT 2000' },
} as const

/** What runs or refuses when records are written; the tooling objects take "View Setup and Configuration". */
export async function readAutomation(api: Api): Promise<FactRead<'automation'>> {
  const rows = new Map<string, QueryPage['records']>()
  for (const [name, { api: root, soql }] of Object.entries(queries)) {
    const found = await readRows(api, `${root}${queryPath(soql)}`)
    if (found === null) return { complete: false, gap }
    rows.set(name, found)
  }
  const of = <T extends z.ZodType>(name: keyof typeof queries, shape: T): z.output<T>[] =>
    (rows.get(name) ?? []).map((row) => shape.parse(row))
  const names = new Map(
    of('objects', Entity).map(({ DurableId, QualifiedApiName }) => [DurableId, QualifiedApiName]),
  )
  const named = (table: string): string => names.get(table) ?? table
  const facts = [
    ...of('triggers', Trigger).map((row) => toTrigger(row, named)),
    ...of('flows', Flow).flatMap(toFlows),
    ...of('validations', Validation).flatMap(toValidation),
    // A rule says in its metadata alone whether it is active and reacts to updates; so it counts as both.
    ...of('workflows', Workflow).map(({ Name, TableEnumOrId }) =>
      fact('workflow', Name, named(TableEnumOrId), ['create', 'update']),
    ),
  ]
  return { complete: true, facts: facts.sort(byObject) }
}

const gap = {
  what: 'automation facts',
  why: 'This login may not read which triggers, flows and rules are active, so what a merge sets off is unknown.',
  remedy: 'Grant "View Setup and Configuration" in a permission set.',
}

async function readRows(api: Api, path: string): Promise<QueryPage['records'] | null> {
  const call = (page: string): Call => ({
    path: page,
    purpose: 'facts',
    doing: 'reading what runs on writes',
  })
  try {
    let { data } = await api.json(QueryPage, call(path))
    const records = [...data.records]
    while (!data.done && data.nextRecordsUrl !== undefined && data.records.length > 0) {
      data = (await api.json(QueryPage, call(data.nextRecordsUrl))).data
      records.push(...data.records)
    }
    return records
  } catch (error) {
    if (isKitError(error) && ['ACCESS_REFUSED', 'REQUEST_REFUSED'].includes(error.code)) return null
    throw error
  }
}

function toTrigger(row: z.infer<typeof Trigger>, named: (table: string) => string): Automation {
  const on: readonly (On | null)[] = [
    row.UsageBeforeInsert || row.UsageAfterInsert ? 'create' : null,
    row.UsageBeforeUpdate || row.UsageAfterUpdate ? 'update' : null,
    row.UsageBeforeDelete || row.UsageAfterDelete ? 'delete' : null,
    row.UsageAfterUndelete ? 'restore' : null,
  ]
  const object = row.EntityDefinition?.QualifiedApiName ?? named(row.TableEnumOrId)
  return fact(
    'trigger',
    qualified(row.NamespacePrefix, row.Name),
    object,
    on.filter((each) => each !== null),
  )
}

const flowEvents: Readonly<Record<string, readonly On[]>> = {
  Create: ['create'],
  Update: ['update'],
  CreateAndUpdate: ['create', 'update'],
  Delete: ['delete'],
}

/** A process of Process Builder does not say what it belongs to: it counts for everything that can be merged. */
const anyObject = ['Account', 'Case', 'Contact', 'Lead', 'Opportunity']

function toFlows(row: z.infer<typeof Flow>): readonly Automation[] {
  const object = row.TriggerObjectOrEvent?.QualifiedApiName
  if (row.ProcessType === 'Workflow')
    return (object === undefined ? anyObject : [object]).map((each) =>
      fact('flow', row.ApiName, each, ['create', 'update']),
    )
  if (object === undefined || !row.TriggerType?.startsWith('Record')) return []
  const fallback: readonly On[] = row.TriggerType === 'RecordBeforeDelete' ? ['delete'] : ['create', 'update']
  return [fact('flow', row.ApiName, object, flowEvents[row.RecordTriggerType ?? ''] ?? fallback)]
}

function toValidation(row: z.infer<typeof Validation>): readonly Automation[] {
  const object = row.EntityDefinition?.QualifiedApiName
  if (object === undefined) return []
  return [
    fact('validation', qualified(row.NamespacePrefix, row.ValidationName), object, ['create', 'update']),
  ]
}

function qualified(namespace: string | null | undefined, name: string): string {
  return namespace === null || namespace === undefined || namespace === '' ? name : `${namespace}__${name}`
}

function fact(type: Automation['type'], name: string, object: string, on: readonly On[]): Automation {
  return { kind: 'automation', type, name, object, on }
}

function byObject(a: Automation, b: Automation): number {
  const [left, right] = [a, b].map(({ object, type, name }) => `${object} ${type} ${name}`)
  return (left ?? '') < (right ?? '') ? -1 : 1
}
