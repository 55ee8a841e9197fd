import { below, type Draw } from './draw.ts'

export interface Person {
  readonly first: string
  readonly last: string
  readonly email: string
  readonly phone: string
  readonly mobile: string
  readonly title: string
  readonly company: string
  readonly street: string
  readonly city: string
  readonly state: string
  readonly zip: string
}

export function phone(draw: Draw): string {
  const [area, office, line] = [201 + below(draw, 780), 200 + below(draw, 800), below(draw, 10_000)]
  return `(${area}) ${office}-${String(line).padStart(4, '0')}`
}

export function plain(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
}
