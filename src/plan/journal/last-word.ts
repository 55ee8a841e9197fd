import type { UndoneItem } from './state.ts'

/**
 * What became of a group after several undos: what came back once is back, whatever people made of it since, and what a
 * later undo had no more to say about is as it was.
 */
export function lastWord(before: readonly UndoneItem[], now: readonly UndoneItem[]): readonly UndoneItem[] {
  const came = new Map(before.filter(isBack).map((item) => [nameOf(item), item]))
  const said = now.filter((item) => isBack(item) || item.fidelity !== 'kept' || !came.has(nameOf(item)))
  for (const item of said) came.delete(nameOf(item))
  return [...came.values(), ...said]
}

function isBack({ fidelity }: UndoneItem): boolean {
  return fidelity === 'exact' || fidelity === 'approximate'
}

function nameOf({ what, object, id }: UndoneItem): string {
  return `${object}\n${what}\n${id}`
}
