import { html } from '../../text/neutral.ts'

/** Text that is HTML already. Only `markup` and `trusted` make it, so that nothing else goes out unescaped. */
export interface Markup {
  readonly html: string
}

type Part = string | number | Markup | null | readonly (Markup | string)[]

/** Template tag: everything put in is escaped unless it is markup itself. */
export function markup(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { html: texts.reduce((all, text, index) => all + render(parts[index - 1] ?? '') + text) }
}

function render(part: Part): string {
  if (part === null) return ''
  if (typeof part === 'string' || typeof part === 'number') return html(String(part))
  return 'html' in part ? part.html : part.map(render).join('')
}

/** Our own constant text: style and script. Never a value. */
export function trusted(text: string): Markup {
  return { html: text }
}

export const nothing: Markup = { html: '' }

/** A value usable as an element's id. */
export function anchor(prefix: string, name: string): string {
  return `${prefix}-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`
}
