/** Writes what is generated from the source: JSON schemas and the list of rules. `--check` only compares. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { connectors } from '../connectors/index.ts'
import { packs } from '../plugins/index.ts'
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
