/** Writes what is generated from the source: JSON schemas, the list of rules, losses, statements to certify. `--check` only compares. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { statements as hubspotStatements } from '../connectors/hubspot/certify/index.ts'
import { splitLosses } from '../connectors/hubspot/look/losses.ts'
import { connectors } from '../connectors/index.ts'
import { statements as salesforceStatements } from '../connectors/salesforce/certify/index.ts'
import { lossesOf } from '../connectors/salesforce/look/losses.ts'
import { packs } from '../plugins/index.ts'
import type { Loss, Statement } from '../src/kit/index.ts'
import { policyJsonSchema } from '../src/policy/json-schema.ts'
import { engineRules } from '../src/policy/packs/engine-rules.ts'
import { describePack, type RuleInfo } from '../src/policy/packs/rule-info.ts'
import { ScanResult } from '../src/report/json.ts'

const root = join(import.meta.dirname, '..')
const rules = packs.flatMap((pack) => describePack(pack).rules)

const files = {
  'schemas/policy.schema.json': `${JSON.stringify(policyJsonSchema([...rules, ...engineRules], connectors), null, 2)}\n`,
  // As input, so that a reader accepts properties that later versions add.
  'schemas/scan-result.schema.json': `${JSON.stringify(z.toJSONSchema(ScanResult, { io: 'input' }), null, 2)}\n`,
  'docs/rules/README.md': rulesPage(),
  'docs/plan/losses.md': lossesPage(),
  'docs/connectors/statements.md': statementsPage(),
}

function rulesPage(): string {
  const families = Map.groupBy(
    rules.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    (rule) => rule.id.split('/')[0] ?? '',
  )
  const sections = [...families].map(([family, own]) => `## ${family}\n\n${table(own, true)}`)
  return `# Rules

Each can be turned off, graded and given options under \`rules:\` in the [policy](../policy.md).
How to add your own: [Writing a rule](writing-a-rule.md).

${sections.join('\n\n')}

## Reported by Steward itself

${table(engineRules, false)}

This page is generated: \`npm run generate\`.
`
}

function table(list: readonly RuleInfo[], linked: boolean): string {
  const rows = list.map(({ id, severity, summary, tags }) => {
    const name = linked ? `[\`${id}\`](${id}.md)` : `\`${id}\``
    return `| ${name} | ${severity} | ${summary} | ${tags.join(', ')} |`
  })
  return ['| rule | severity | what it finds | tags |', '|---|---|---|---|', ...rows].join('\n')
}

function lossesPage(): string {
  return `# Not verified on a live org

What \`steward plan undo\` does not give back, whatever else it says of a group, by the vendors' own pages. Nobody has
compared these tables with a live org; \`steward connection certify\` looks what a sandbox of yours confirms. What becomes
of single values and rows is said for each before undo writes anything.

## Salesforce: records that come back from the recycle bin

${lossTable(['Account', 'Contact', 'Lead', 'Case', 'Individual'], lossesOf)}

## HubSpot: records that are split off again

They are made anew. Records that were taken over (\`by: preserving\`) and that a person restores from the recycle bin come
back as they were.

${lossTable(['contacts', 'companies', 'deals', 'tickets'], splitLosses)}

This page is generated: \`npm run generate\`.
`
}

/** Losses that several objects have are one row. */
function lossTable(objects: readonly string[], lossesOfObject: (object: string) => readonly Loss[]): string {
  const all = objects.flatMap((object) => lossesOfObject(object).map((loss) => ({ object, ...loss })))
  const rows = [...Map.groupBy(all, ({ what, why }) => `${what} ${why}`).values()].map((same) => {
    const { what, why, source } = same[0] as Loss
    const of = same.length === objects.length ? 'all' : same.map(({ object }) => object).join(', ')
    const page = source.startsWith('https://') ? `<${source}>` : source
    return `| ${of} | ${what} | ${why} | ${page} |`
  })
  return ['| of | not given back | why | says |', '|---|---|---|---|', ...rows].join('\n')
}

function statementsPage(): string {
  return `# Statements to certify

What \`steward connection certify\` tries out in a sandbox ([how](certify.md)), and where each sentence is from.

## Salesforce: ${salesforceStatements.length}

${statementTable(salesforceStatements)}

## HubSpot: ${hubspotStatements.length}

${statementTable(hubspotStatements)}

This page is generated: \`npm run generate\`.
`
}

function statementTable(statements: readonly Statement[]): string {
  const rows = statements.map(({ id, says, source }) => `| \`${id}\` | ${says} | ${source} |`)
  return ['| statement | says | from |', '|---|---|---|', ...rows].join('\n')
}

function current(path: string): string | null {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch {
    return null
  }
}

const stale = Object.entries(files).filter(([path, text]) => current(path) !== text)
if (process.argv.includes('--check')) {
  for (const [path] of stale) console.log(`${path} is out of date: npm run generate`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
    console.log(`written  ${path}`)
  }
}
