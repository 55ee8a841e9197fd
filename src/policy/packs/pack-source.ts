import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { exitCodes, KitError } from '../../kit/index.ts'
import { fileIntegrity, packageFiles, packageIntegrity } from './integrity.ts'
import { notJavaScript } from './load-error.ts'
import type { PackSource } from './protocol.ts'

export interface PluginEntry {
  readonly package?: string | undefined
  readonly file?: string | undefined
  readonly integrity?: string | undefined
}

type Pinned = Extract<PackSource, { kind: 'pinned' }>

/** Reads a foreign pack and compares its hash, before anything of it is run. `folder` is the policy's; `at` is where it pins. */
export function pinnedSource(plugin: PluginEntry, folder: string, at = ''): Pinned {
  const { source, integrity } =
    plugin.file === undefined ? fromPackage(plugin.package ?? '', folder) : fromFile(plugin.file, folder)
  if (plugin.integrity === undefined) {
    throw new KitError('PACK_NOT_PINNED', `${source.label} is not pinned: its "integrity" is missing.`, {
      exit: exitCodes.usage,
      actions: ['Read the code; if you trust it, write below its name:', `  integrity: ${integrity}`],
    })
  }
  if (plugin.integrity !== integrity) {
    throw new KitError(
      'PACK_CHANGED',
      `${at}${source.label} is not what the policy pins; none of it was run.`,
      {
        exit: exitCodes.usage,
        actions: [
          'The policy pins:',
          `  integrity: ${plugin.integrity}`,
          'Find out what changed; if you trust it, write instead:',
          `  integrity: ${integrity}`,
        ],
      },
    )
  }
  return source
}

function fromFile(file: string, folder: string): { source: Pinned; integrity: string } {
  const path = resolve(folder, file)
  if (!existsSync(path) || !statSync(path).isFile()) throw missing(file, `no such file below ${folder}`)
  if (!/\.(mjs|mts|js|ts)$/.test(path)) throw missing(file, 'a rule file ends in .js, .mjs, .ts or .mts')
  const bytes = readFileSync(path)
  const entry = pathToFileURL(path).href
  return {
    source: { kind: 'pinned', label: file, entry, files: new Map([[entry, bytes]]) },
    integrity: fileIntegrity(bytes),
  }
}

function fromPackage(name: string, folder: string): { source: Pinned; integrity: string } {
  const home = packageFolder(name, folder)
  const files = packageFiles(home)
  const entry = entryOf(name, files)
  if (/\.[cm]?tsx?$/.test(entry)) throw notJavaScript(name)
  const urls = [...files].map(([path, bytes]) => [pathToFileURL(join(home, path)).href, bytes] as const)
  return {
    source: {
      kind: 'pinned',
      label: name,
      entry: pathToFileURL(join(home, entry)).href,
      files: new Map(urls),
    },
    integrity: packageIntegrity(files),
  }
}

function packageFolder(name: string, folder: string): string {
  if (!/^(@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/i.test(name)) throw missing(name, 'this is no package name')
  let at = resolve(folder)
  for (;;) {
    const candidate = join(at, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate)
    const above = dirname(at)
    if (above === at) throw missing(name, `not installed at or above ${folder}`, `npm install ${name}`)
    at = above
  }
}

/** `exports` (a text, `"."`, `import`, `default`) or `main`. */
function entryOf(name: string, files: ReadonlyMap<string, Uint8Array>): string {
  const manifest = parseManifest(name, files.get('package.json'))
  let target: unknown = manifest.exports ?? manifest.main ?? 'index.js'
  for (const key of ['.', 'import', 'node', 'default']) {
    if (typeof target === 'object' && target !== null && key in target) {
      target = (target as Record<string, unknown>)[key]
    }
  }
  const entry = typeof target === 'string' ? target.replace(/^\.\//, '') : ''
  if (!files.has(entry)) throw missing(name, 'its package.json names no entry that exists')
  return entry
}

function parseManifest(name: string, bytes: Uint8Array | undefined): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>
  } catch (cause) {
    throw new KitError('PACK_NOT_FOUND', `The rule pack ${name} has no readable package.json.`, {
      exit: exitCodes.usage,
      cause,
    })
  }
}

function missing(label: string, why: string, action?: string): KitError {
  return new KitError('PACK_NOT_FOUND', `The rule pack ${label} cannot be read: ${why}.`, {
    exit: exitCodes.usage,
    actions: action === undefined ? [] : [action],
  })
}
