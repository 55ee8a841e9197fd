import { XMLParser, XMLValidator } from 'fast-xml-parser'

export interface XmlElement {
  /** Without namespace prefix. */
  readonly name: string
  /** Names without prefix, e.g. `type` for `xsi:type`. */
  readonly attributes: Readonly<Record<string, string>>
  readonly text: string
  readonly children: readonly XmlElement[]
}

/** `null` becomes `xsi:nil`, an array repeats its element, `undefined` leaves the element out. */
export type XmlValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue }

export class XmlError extends Error {}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  htmlEntities: true, // or references by number would stay as they are
})

/** The root element; throws `XmlError` for what is not well-formed or declares a document type. */
export function parseXml(source: string): XmlElement {
  if (/<!DOCTYPE/i.test(source)) throw new XmlError('DOCTYPE is not allowed')
  const checked = XMLValidator.validate(source)
  if (checked !== true) throw new XmlError(`${checked.err.msg} (line ${checked.err.line})`)
  const [root] = elementsOf(parser.parse(source))
  if (root === undefined) throw new XmlError('no root element')
  return root
}

function elementsOf(nodes: unknown): XmlElement[] {
  const elements: XmlElement[] = []
  for (const node of nodes as Record<string, unknown>[]) {
    const name = Object.keys(node).find((key) => key !== ':@' && key !== '#text')
    if (name === undefined) continue
    const inner = node[name] as Record<string, unknown>[]
    elements.push({
      name,
      attributes: (node[':@'] ?? {}) as Record<string, string>,
      text: inner.map((part) => ('#text' in part ? String(part['#text']) : '')).join(''),
      children: elementsOf(inner),
    })
  }
  return elements
}

export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((candidate) => candidate.name === name)
}

export function childrenNamed(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((candidate) => candidate.name === name) ?? []
}

/** Text of a child element, `undefined` when it is missing or nil. */
export function childText(element: XmlElement | undefined, name: string): string | undefined {
  const found = child(element, name)
  return found === undefined || found.attributes.nil === 'true' ? undefined : found.text
}

export function writeXml(name: string, value: XmlValue): string {
  if (value === undefined) return ''
  if (value === null) return `<${name} xsi:nil="true"/>`
  if (Array.isArray(value)) return value.map((item: XmlValue) => writeXml(name, item)).join('')
  if (typeof value !== 'object') return `<${name}>${escapeXml(String(value))}</${name}>`
  const inner = Object.entries(value as Record<string, XmlValue>)
  return `<${name}>${inner.map(([key, item]) => writeXml(key, item)).join('')}</${name}>`
}

/** Characters that XML cannot carry at all are dropped. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"]/g, (character) => `&${entities[character]};`)
    .replace(/\r/g, '&#xd;')
}

const entities: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' }
