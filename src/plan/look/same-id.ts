/** Some CRMs write ids in two lengths, the longer one with a checksum behind; people have either. Plain numbers never. */
export function isSameId(one: string, other: string): boolean {
  return one === other || isShortOf(one, other) || isShortOf(other, one)
}

function isShortOf(short: string, long: string): boolean {
  return short.length === 15 && long.length === 18 && long.startsWith(short) && /[a-z]/i.test(short)
}
