import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folder of package.json. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

export function filesBelow(folder: string, ending = '.ts'): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => join(folder, path).replaceAll('\\', '/'))
    .sort()
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

const importing =
  /(?:^|\n)\s*(?:import|export)\s(?<types>type\s)?[^'"`;]*?from\s*['"](?<from>[^'"]+)['"]|\bimport\(\s*['"](?<lazy>[^'"]+)['"]\s*\)|(?:^|\n)import\s*['"](?<effect>[^'"]+)['"]/g

function importsIn(path: string) {
  return [...read(path).matchAll(importing)].map(({ groups = {} }) => {
    const name = groups.from ?? groups.lazy ?? groups.effect ?? ''
    const own = name.startsWith('.')
    return {
      name: own ? relative(root, resolve(root, dirname(path), name)).replaceAll('\\', '/') : name,
      atOnce: groups.types === undefined && groups.lazy === undefined,
    }
  })
}

/** What a file imports: paths from the root for our own files, package names for the rest. */
export function importsOf(path: string): readonly string[] {
  return importsIn(path).map(({ name }) => name)
}

/** Our files and the packages that are loaded together with a file: neither types nor lazy imports. */
export function loadedWith(path: string): readonly string[] {
  const loaded = new Set([path])
  for (const file of loaded) {
    if (!file.endsWith('.ts')) continue
    for (const { name, atOnce } of importsIn(file)) if (atOnce) loaded.add(name)
  }
  return [...loaded]
}
