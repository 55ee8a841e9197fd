import type { DatabaseSync } from 'node:sqlite'

export const pipelineTables = `
  CREATE TABLE IF NOT EXISTS pipeline (
    object_type_id TEXT NOT NULL, id TEXT NOT NULL, label TEXT NOT NULL, display_order INTEGER NOT NULL,
    created_at INTEGER NOT NULL, PRIMARY KEY (object_type_id, id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS pipeline_stage (
    object_type_id TEXT NOT NULL, pipeline_id TEXT NOT NULL, id TEXT NOT NULL, label TEXT NOT NULL,
    display_order INTEGER NOT NULL, metadata TEXT NOT NULL, created_at INTEGER NOT NULL,
    PRIMARY KEY (object_type_id, id)) WITHOUT ROWID;
`

export interface StageSpec {
  readonly id: string
  readonly label: string
  /** Deals have `probability` and `isClosed`, tickets `ticketState`, each as a text. */
  readonly metadata: Readonly<Record<string, string>>
}

export interface PipelineSpec {
  readonly objectTypeId: string
  readonly id: string
  readonly label: string
  readonly createdAt: number
  readonly stages: readonly StageSpec[]
}

export function insertPipeline({ db }: { readonly db: DatabaseSync }, spec: PipelineSpec): void {
  const { objectTypeId, id, label, createdAt } = spec
  const order = Number(
    db.prepare('SELECT count(*) AS n FROM pipeline WHERE object_type_id = ?').get(objectTypeId)?.n,
  )
  db.prepare('INSERT INTO pipeline VALUES (?, ?, ?, ?, ?)').run(objectTypeId, id, label, order, createdAt)
  const insert = db.prepare('INSERT INTO pipeline_stage VALUES (?, ?, ?, ?, ?, ?, ?)')
  for (const [place, stage] of spec.stages.entries())
    insert.run(objectTypeId, id, stage.id, stage.label, place, JSON.stringify(stage.metadata), createdAt)
}

const dealStages: readonly (readonly [string, string, string])[] = [
  ['appointmentscheduled', 'Appointment Scheduled', '0.2'],
  ['qualifiedtobuy', 'Qualified To Buy', '0.4'],
  ['presentationscheduled', 'Presentation Scheduled', '0.6'],
  ['decisionmakerboughtin', 'Decision Maker Bought-In', '0.8'],
  ['contractsent', 'Contract Sent', '0.9'],
  ['closedwon', 'Closed Won', '1.0'],
  ['closedlost', 'Closed Lost', '0.0'],
]

const ticketStages: readonly (readonly [string, string, string])[] = [
  ['1', 'New', 'OPEN'],
  ['2', 'Waiting on contact', 'OPEN'],
  ['3', 'Waiting on us', 'OPEN'],
  ['4', 'Closed', 'CLOSED'],
]

/** The pipelines that every account is born with. */
export function defaultPipelines(createdAt: number): readonly PipelineSpec[] {
  return [
    {
      objectTypeId: '0-3',
      id: 'default',
      label: 'Sales Pipeline',
      createdAt,
      stages: dealStages.map(([id, label, probability]) => ({
        id,
        label,
        metadata: { isClosed: String(id.startsWith('closed')), probability },
      })),
    },
    {
      objectTypeId: '0-5',
      id: '0',
      label: 'Support Pipeline',
      createdAt,
      stages: ticketStages.map(([id, label, ticketState]) => ({
        id,
        label,
        metadata: { isClosed: String(ticketState === 'CLOSED'), ticketState },
      })),
    },
  ]
}
