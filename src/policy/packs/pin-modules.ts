import { registerHooks } from 'node:module'
import { KitError } from '../../kit/error.ts'
import type { PackSource } from './protocol.ts'

type Pinned = Extract<PackSource, { kind: 'pinned' }>

/**
 * From here on every import of this thread gets Steward's own kit and zod, Node's own modules, or a file that was
 * hashed, in the bytes that were hashed. Returns what to import. Hygiene, not a sandbox: a rule is code.
 */
export function pinModules(source: Pinned): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const ours = new Map([
    ['crm-steward/kit', new URL(`../../kit/index.${extension}`, import.meta.url).href],
    ['zod', import.meta.resolve('zod')],
  ])
  registerHooks({
    resolve(specifier, context, next) {
      const from = context.parentURL ?? ''
      if (!source.files.has(from) && specifier !== source.entry) return next(specifier, context)
      const own = ours.get(specifier)
      if (own !== undefined) return { url: own, shortCircuit: true }
      if (specifier.startsWith('node:')) return next(specifier, context)
      const url = URL.parse(specifier, from || undefined)?.href
      if (url !== undefined && source.files.has(url)) return { url, shortCircuit: true }
      throw notPinned(source.label, specifier)
    },
    load(url, context, next) {
      const bytes = source.files.get(url)
      if (bytes === undefined) return next(url, context)
      return { format: formatOf(url), source: bytes, shortCircuit: true }
    },
  })
  return source.entry
}

function formatOf(url: string): 'module' | 'module-typescript' | 'json' {
  if (url.endsWith('.json')) return 'json'
  return /\.[cm]?ts$/.test(url) ? 'module-typescript' : 'module'
}

function notPinned(label: string, specifier: string): KitError {
  return new KitError('NOT_PINNED', `${label} imports "${specifier}", which its hash does not cover.`, {
    exit: 2,
    actions: [
      'A rule file may import crm-steward/kit, zod and node: modules; a package also its own files.',
      'Put the code into the file, or make it a package with everything it needs inside.',
    ],
  })
}
