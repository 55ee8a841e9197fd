import type { Told } from './matrix.ts'

/** Outcomes by the names of trials. */
export type Outcomes = Readonly<Record<string, Told>>

interface Row {
  readonly step: string
  readonly fault: string
  readonly told: Told
}

/** `docs/plan/faults.md`. `left`: trials that were not run, by CRM and command. */
export function faultsPage(outcomes: Outcomes, all: readonly string[]): string {
  const sections = [
    ...Map.groupBy(Object.entries(outcomes), ([name]) => name.split(' | ').slice(0, 2).join(' | ')),
  ]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([head, some]) => section(head, some, all.filter((name) => name.startsWith(`${head} | `)).length))
  return `# What becomes of a run when something goes wrong

Faults that the emulated CRMs know, at the steps of \`plan apply\` and \`plan undo\`: how the command ended, with
which exit code and error code, the journal's last entry, what the message said to do and how that ended, and the org
afterwards, row by row against that of a run that nothing disturbed. A journal is verified after each of these
commands. "lasting" hits a request and all that follow, until the command has ended; all others hit one.

A step is what a command does with a request; the first such request of a run is hit. All faults are tried, and those
that may last in both ways, at the first write of each verb (attach, create, detach, merge, remove, restore, update) and
at the first read of a command while it connects, before its first entry in the journal, within a group and at its end.
At each other step one fault of each class is tried, once, another one from step to step: a class is what the connector
answers in one way (busy, broken, no way to the host, garbled, other content, elsewhere, budget, login, rights, refused;
for writes, carried out without an answer). Reads that are only sent again make one class.

"reported" is an org that is otherwise, where each row that is otherwise belongs to a group that the command names as
refused, skipped or not as planned, or is itself one of which undo says that it stays on the survivor, and what was there
before is in the org or in the journal. A row that is neither would read DATA LOST. Ids of records that were made in another
order are compared by what the journal says that each was made for. **Not verified on a live org**: faults are those of the
emulators.

${totals(Object.values(outcomes))}

${sections.join('\n\n')}

This page is generated: \`node scripts/fault-matrix.ts\`. Tests run a part of it and hold it to this page.
`
}

function totals(all: readonly Told[]): string {
  const many = (org: Told['org']): string => number(all.filter((told) => told.org === org).length)
  return `${number(all.length)} faults: ${many('as undisturbed')} times the org is as undisturbed in the end, ${many('reported')} times it is otherwise and reported, and ${many('DATA LOST')} times data is lost.`
}

function number(count: number): string {
  return count.toLocaleString('en')
}

const titles: Readonly<Record<string, string>> = {
  'hubspot | apply': 'HubSpot: plan apply',
  'hubspot | undo': 'HubSpot: plan undo',
  'salesforce | apply': 'Salesforce: plan apply',
  'salesforce | undo': 'Salesforce: plan undo',
}

function section(head: string, some: readonly (readonly [string, Told])[], total: number): string {
  const rows = some.map(([name, told]): Row => {
    const [, , step = '', fault = '', how = ''] = name.split(' | ')
    return { step, fault: how === 'once' ? fault : `${fault} (${how})`, told }
  })
  const steps = [...Map.groupBy(rows, ({ step }) => step)]
  const left = total - some.length
  const note = left > 0 ? ` ${left} more were not run for this page.` : ''
  return [
    `## ${titles[head] ?? head}`,
    '',
    `${some.length} faults at ${steps.length} steps.${note}`,
    '',
    '| step | fault | ended | journal | then | org |',
    '|---|---|---|---|---|---|',
    ...steps.flatMap(([step, own]) => folded(step, own)),
  ].join('\n')
}

/** Faults of one step that end alike stand in one line. */
function folded(step: string, rows: readonly Row[]): readonly string[] {
  const alike = Map.groupBy(rows, ({ told }) => JSON.stringify(told))
  return [...alike.values()]
    .sort((one, other) => other.length - one.length)
    .map((some) => {
      const { told } = some[0] as Row
      const then = told.wayOut.join('; ') || '–'
      const faults = some.map(({ fault }) => fault).join(', ')
      return `| ${step} | ${faults} | ${told.ended} | ${told.journal ?? 'not begun'} | ${then} | ${told.org} |`
    })
}
