/** A tie's id is, or begins with, the id of what it ties to: that may have been merged away since. */
export function targetOf({ id }: { readonly id: string }): string {
  return id.split(':', 1)[0] as string
}
