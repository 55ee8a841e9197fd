import { stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'
import { KitError } from '../../kit/error.ts'
import type { PackSource } from './protocol.ts'

type Pinned = Extract<PackSource, { kind: 'pinned' }>

/** Why Node cannot read a pack's module, in its own words: no record is in memory while a pack is loaded. */
export function loadError(error: unknown, source: Pinned): unknown {
  if (!(error instanceof Error)) return error
  if ('code' in error && error.code === 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING') {
    return notJavaScript(source.label)
  }
  if (!(error instanceof SyntaxError) || wasThrownByCode(error, source)) return error
  const place = placeIn(error.stack) ?? placeFound(source)
  const at = place === null ? '' : ` (${place})`
  return new KitError('PACK_INVALID', `${source.label} cannot be parsed: ${error.message}${at}`, {
    actions: ['This is a mistake in the pack; Node alone shows it as well:  node --check FILE'],
  })
}

export function notJavaScript(label: string): KitError {
  return new KitError(
    'PACK_INVALID',
    `${label} must be JavaScript: Node reads no TypeScript in node_modules.`,
    {
      exit: 2,
      actions: ['Compile the package, and let its "exports" name the JavaScript'],
    },
  )
}

/** E.g. by `JSON.parse` of something that the pack read: then the text is not Node's alone. */
function wasThrownByCode({ stack = '' }: Error, { files }: Pinned): boolean {
  const frames = stack.split('\n').filter((line) => line.startsWith('    at '))
  return [...files.keys()].some((url) => frames.some((frame) => frame.includes(url)))
}

function placeIn(stack = ''): string | null {
  const head = /^(?:.*[/\\])?([^/\\\n]+):(\d+)\n/.exec(stack)
  return head === null ? null : `${head[1]}:${head[2]}`
}

/** For JavaScript Node keeps the line to itself; reading it as TypeScript finds the same mistake, with its line. */
function placeFound({ files }: Pinned): string | null {
  for (const [url, bytes] of files) {
    if (!/\.m?js$/.test(url)) continue
    try {
      stripTypeScriptTypes(new TextDecoder().decode(bytes), { sourceUrl: fileURLToPath(url) })
    } catch (error) {
      return error instanceof Error ? placeIn(error.stack) : null
    }
  }
  return null
}
