export interface AssociationType {
  readonly from: string
  readonly to: string
  readonly category: 'HUBSPOT_DEFINED' | 'USER_DEFINED' | 'INTEGRATOR_DEFINED'
  readonly typeId: number
  readonly name: string
  readonly label: string | null
  /** The same association seen from the other end. */
  readonly inverseId: number
}

type Pair = readonly [
  from: string,
  to: string,
  id: number,
  inverseId: number,
  label?: string,
  inverse?: string,
]

const pairs: readonly Pair[] = [
  ['contacts', 'companies', 1, 2, 'Primary', 'Primary'],
  ['contacts', 'companies', 279, 280],
  ['contacts', 'contacts', 449, 449],
  ['contacts', 'deals', 4, 3],
  ['contacts', 'tickets', 15, 16],
  ['companies', 'companies', 13, 14, 'Parent Company', 'Child Company'],
  ['companies', 'companies', 450, 450],
  ['deals', 'companies', 5, 6, 'Primary', 'Primary'],
  ['deals', 'companies', 341, 342],
  ['deals', 'deals', 451, 451],
  ['deals', 'tickets', 27, 28],
  ['tickets', 'companies', 26, 25, 'Primary', 'Primary'],
  ['tickets', 'companies', 339, 340],
  ['tickets', 'tickets', 452, 452],
  ['leads', 'contacts', 578, 579, 'Primary', 'Primary'],
  ['leads', 'contacts', 608, 607],
  ['leads', 'companies', 610, 609],
  ['calls', 'companies', 182, 181],
  ['calls', 'contacts', 194, 193],
  ['calls', 'deals', 206, 205],
  ['calls', 'tickets', 220, 219],
  ['calls', 'meetings', 399, 400],
  ['emails', 'companies', 186, 185],
  ['emails', 'contacts', 198, 197],
  ['emails', 'deals', 210, 209],
  ['emails', 'tickets', 224, 223],
  ['meetings', 'companies', 188, 187],
  ['meetings', 'contacts', 200, 199],
  ['meetings', 'deals', 212, 211],
  ['meetings', 'tickets', 226, 225],
  ['notes', 'companies', 190, 189],
  ['notes', 'contacts', 202, 201],
  ['notes', 'deals', 214, 213],
  ['notes', 'tickets', 228, 227],
  ['tasks', 'companies', 192, 191],
  ['tasks', 'contacts', 204, 203],
  ['tasks', 'deals', 216, 215],
  ['tasks', 'tickets', 230, 229],
]

const singular: Readonly<Record<string, string>> = {
  companies: 'company',
}

function singularOf(type: string): string {
  return singular[type] ?? type.replace(/s$/, '')
}

function one(
  from: string,
  to: string,
  typeId: number,
  inverseId: number,
  label: string | undefined,
): AssociationType {
  const plain = `${singularOf(from)}_to_${singularOf(to)}`
  const name = nameOf(plain, typeId, label)
  return { from, to, category: 'HUBSPOT_DEFINED', typeId, name, label: label ?? null, inverseId }
}

/** The older answers name the primary one as if it were the only one, and the plain one beside it `_unlabeled`. */
function nameOf(plain: string, typeId: number, label: string | undefined): string {
  if (label === undefined) return plainIds.has(typeId) ? `${plain}_unlabeled` : plain
  return label === 'Primary' ? plain : `${label.toLowerCase().replace(/\W+/g, '_')}_${plain}`
}

/** Both directions of HubSpot's own associations. */
export function associationTypes(): AssociationType[] {
  return pairs.flatMap(([from, to, id, inverseId, label, inverse]) => {
    const there = one(from, to, id, inverseId, label)
    return id === inverseId ? [there] : [there, one(to, from, inverseId, id, inverse ?? label)]
  })
}

/** At most one of these leads from a record; the plain association of the same pair goes with it. */
const primaries: ReadonlyMap<number, number> = new Map([
  [1, 279],
  [2, 280],
  [5, 341],
  [6, 342],
  [26, 339],
  [25, 340],
  [578, 608],
  [579, 607],
])

const plainIds: ReadonlySet<number> = new Set(primaries.values())

/** Of which a record has one at most towards the other type; the other direction may have many. */
const single: ReadonlySet<number> = new Set([1, 5, 26, 578, 14])

/** The plain association that a primary one brings along, or `undefined` when it is not a primary one. */
export function plainOf(category: string, typeId: number): number | undefined {
  return category === 'HUBSPOT_DEFINED' ? primaries.get(typeId) : undefined
}

export function isSingle(category: string, typeId: number): boolean {
  return category === 'HUBSPOT_DEFINED' && single.has(typeId)
}
