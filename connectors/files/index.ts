import { createHash } from 'node:crypto'
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { z } from 'zod'
import {
  type Connection,
  type ConnectionIdentity,
  defineConnector,
  entities,
  exitCodes,
  type Gap,
  KitError,
} from '../../src/kit/index.ts'
import { openCsv } from './csv-file.ts'
import { readTable } from './read.ts'
import { type Table, toDescription, toMapping, toTable } from './table.ts'

const settings = z.strictObject({
  path: z.string().min(1).describe('A CSV file, or a folder with CSV files.'),
  objects: z
    .record(
      z.string(),
      z.strictObject({
        entity: z.enum(entities).optional(),
        kind: z.string().min(1).optional(),
        id: z.string().min(1).optional().describe('Title of the column with the record id.'),
        fields: z
          .record(z.string(), z.string())
          .optional()
          .describe('Canonical field to column title; adds to, or corrects, what is recognised.'),
      }),
    )
    .default({})
    .describe('What a file holds, by file name without .csv.'),
})
type Settings = z.output<typeof settings>

/** CSV files as a read-only org. */
export const files = defineConnector({
  id: 'files',
  summary: 'CSV files, e.g. an export, as a read-only org.',
  settings,
  secrets: () => [],
  fromName: (name) => (/\.csv$|[/\\]/i.test(name) ? { path: name } : null),
  connect: async (chosen, { signal }) => {
    const path = resolve(chosen.path)
    const tables = await openTables(path, chosen)
    return connection(await identityOf(path), tables, signal)
  },
})

function connection(
  identity: ConnectionIdentity,
  tables: ReadonlyMap<string, Table>,
  signal: AbortSignal,
): Connection {
  const find = (object: string): Table => {
    const table = tables.get(object)
    if (table) return table
    throw new KitError('UNKNOWN_OBJECT', `There is no file ${object}.csv among these files.`, {
      exit: exitCodes.usage,
      actions: [`Files: ${[...tables.keys()].join(', ')}`],
    })
  }
  return {
    identity,
    mappings: [...tables.values()].map(toMapping),
    describe: async (objects) => objects.map((object) => toDescription(find(object))),
    preflight: async (needs) => {
      const needed = new Set(needs.map(({ object }) => find(object)))
      const left = [...tables.values()].filter((table) => table.entity === 'other' && !needed.has(table))
      return { calls: {}, records: {}, gaps: left.map(({ file }) => unrecognised(file.object)) }
    },
    read: (query) => readTable(find(query.object), query, signal),
    facts: async (kind) => ({
      complete: false,
      gap: { what: kind, why: 'CSV files hold no facts about an org' },
    }),
    calls: () => ({ total: 0, byPurpose: {}, org: null }),
    [Symbol.asyncDispose]: async () => {},
  }
}

async function openTables(path: string, { objects }: Settings): Promise<ReadonlyMap<string, Table>> {
  const tables = new Map<string, Table>()
  const paths = await csvPaths(path)
  const known = new Set(paths.map(objectName))
  for (const object of Object.keys(objects)) if (!known.has(object)) throw unknownFileError(path, object)
  for (const file of paths) {
    const object = objectName(file)
    const twin = [...tables.keys()].find((other) => other.toLowerCase() === object.toLowerCase())
    if (twin !== undefined) throw sameNameError(path, twin, object)
    tables.set(object, toTable(await openCsv(file, object), objects[object]))
  }
  return tables
}

async function csvPaths(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => null)
  if (!found) throw missingError(path)
  if (found.isFile()) return [path]
  const names = (await readdir(path)).filter((name) => name.toLowerCase().endsWith('.csv')).sort()
  if (names.length > 0) return names.map((name) => join(path, name))
  throw new KitError('NO_CSV_FILES', `The folder ${path} has no .csv files.`, {
    exit: exitCodes.usage,
    actions: ['Export the records as CSV into this folder, or name another one'],
  })
}

function objectName(path: string): string {
  return basename(path).replace(/\.csv$/i, '')
}

async function identityOf(path: string): Promise<ConnectionIdentity> {
  const orgId = createHash('sha256')
    .update(await realpath(path))
    .digest('hex')
    .slice(0, 18)
  return {
    crm: 'files',
    orgId,
    host: 'localhost',
    user: 'nobody',
    production: false,
    apiVersion: '1',
  }
}

function unrecognised(object: string): Gap {
  return {
    what: `${object}.csv`,
    why: 'neither its name nor its columns say what it holds',
    remedy: `Name its entity under objects.${object}.entity in the settings of the connection, or match it by a matcher of the policy`,
  }
}

function sameNameError(path: string, one: string, other: string): KitError {
  return new KitError('SAME_FILE_NAME', `${one}.csv and ${other}.csv in ${path} differ in case only.`, {
    exit: exitCodes.usage,
    actions: ['Rename one of them'],
  })
}

function missingError(path: string): KitError {
  return new KitError('FILE_NOT_FOUND', `There is no file or folder ${path}.`, {
    exit: exitCodes.usage,
    actions: ['Correct `path` in the settings of the connection, or the name after -o'],
  })
}

function unknownFileError(path: string, object: string): KitError {
  return new KitError('FILE_NOT_FOUND', `The settings describe ${object}.csv, which is not in ${path}.`, {
    exit: exitCodes.usage,
    actions: [`Correct objects.${object} in the settings of the connection`],
  })
}
