import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isMap, parseDocument } from 'yaml'
import { type Connector, exitCodes, KitError } from '../kit/index.ts'
import { setUpConnections } from './connections.ts'
import { policyFile } from './load.ts'
import { policyError } from './problems.ts'
import { labelOf, readTextFile } from './read-file.ts'
import { parseYaml } from './yaml.ts'

export interface NewConnection {
  readonly cwd: string
  readonly path?: string | undefined
  readonly name: string
  readonly crm: string
  readonly settings: Readonly<Record<string, string>>
  readonly connectors: readonly Connector[]
}

/**
 * Writes a connection into the policy file and keeps comments and order; the file is made when it is not there.
 * Throws `CONNECTION_EXISTS`, and `POLICY_INVALID` for wrong settings, before anything is written.
 */
export function addConnection({ cwd, path, name, crm, settings, connectors }: NewConnection): string {
  const file = resolve(cwd, path ?? policyFile)
  const label = labelOf(file, cwd)
  const text = readTextFile(file, label) ?? 'version: 1\n'
  const document = parseDocument(text)
  if (document.errors.length > 0 || !/^[a-z0-9][a-z0-9_.-]*$/i.test(name)) throw refusal(name, label)
  if (document.hasIn(['connections', name])) {
    throw new KitError('CONNECTION_EXISTS', `${label} already names a connection "${name}".`, {
      exit: exitCodes.usage,
      actions: ['Choose another name, or change it in the file'],
    })
  }
  if (!isMap(document.get('connections'))) document.set('connections', document.createNode({}))
  document.setIn(['connections', name], document.createNode({ crm, ...settings }))
  const changed = document.toString({ lineWidth: 110 })
  const { problems } = setUpConnections({ [name]: { crm, ...settings } }, connectors)
  if (problems.length > 0) throw policyError(label, problems, parseYaml(changed).position)
  const partial = `${file}.${process.pid}.part`
  try {
    writeFileSync(partial, changed, { flag: 'wx' })
    renameSync(partial, file)
  } finally {
    rmSync(partial, { force: true })
  }
  return file
}

function refusal(name: string, label: string): KitError {
  return new KitError('POLICY_INVALID', `"${name}" cannot be added to ${label}.`, {
    exit: exitCodes.usage,
    actions: [
      'A name has letters, digits, ".", "-" and "_" only',
      'See what is wrong in the file:  steward policy check',
    ],
  })
}
