import { addMembers, insertList, type ProcessingType } from '../lists/tables.ts'
import { contactId, count, idAt, peopleInOrder, placeOf, type Seeding, stream } from './seeding.ts'

const lists: readonly (readonly [name: string, kind: ProcessingType, share: number])[] = [
  ['Trade fair 2024', 'MANUAL', 0.04],
  ['Trade fair 2025 - badge scans', 'MANUAL', 0.05],
  ['Do not call (legal)', 'MANUAL', 0.01],
  ['VIP / Prioritarios', 'MANUAL', 0.02],
  ['Newsletter recipients March', 'SNAPSHOT', 0.12],
  ['Customers', 'DYNAMIC', 0.2],
  ['Never engaged', 'DYNAMIC', 0.08],
]

/** Members of active lists are kept like the others: nothing here evaluates filters. */
export function fillLists(seeding: Seeding): void {
  const { org, world } = seeding
  const { calendar } = world
  for (const [index, [name, processingType, share]] of lists.entries()) {
    const at =
      calendar.start + Math.floor(((index + 1) / (lists.length + 1)) * (calendar.asOf - calendar.start))
    const list = insertList(org, {
      name,
      objectTypeId: '0-1',
      processingType,
      ...(processingType === 'DYNAMIC' ? { filterBranch: filterOf(name) } : {}),
      createdAt: at,
    })
    const added = addMembers(org, list, members(seeding, 190 + index, share), calendar.asOf)
    count(seeding, 'list memberships', added.length)
  }
  fillCompanyList(seeding)
}

/** People with duplicates are in twice as many. */
function* members(seeding: Seeding, table: number, share: number): Generator<string> {
  for (const row of peopleInOrder(seeding.world)) {
    const factor = placeOf(seeding.world, row).copies > 1 ? 2 : 1
    if (stream(seeding.world, table, row).chance(share * factor)) yield contactId(seeding, row)
  }
}

function fillCompanyList(seeding: Seeding): void {
  const { org, world } = seeding
  const list = insertList(org, {
    name: 'Target accounts',
    objectTypeId: '0-2',
    processingType: 'MANUAL',
    createdAt: world.calendar.start,
  })
  const all = Array.from({ length: world.layout.companyRows }, (_, position) => position)
  const chosen = all.filter((position) => stream(world, 199, position).chance(0.08))
  const ids = chosen.map((position) => idAt(seeding, 'companies', position))
  count(seeding, 'list memberships', addMembers(org, list, ids, world.calendar.asOf).length)
}

function filterOf(name: string) {
  const [property, value] =
    name === 'Customers' ? ['lifecyclestage', 'customer'] : ['hs_analytics_num_visits', '0']
  const operation = { operationType: 'MULTISTRING', operator: 'IS_EQUAL_TO', values: [value] }
  const filter = { filterType: 'PROPERTY', property, operation }
  const branch = {
    filterBranchType: 'AND',
    filterBranchOperator: 'AND',
    filterBranches: [],
    filters: [filter],
  }
  return { filterBranchType: 'OR', filterBranchOperator: 'OR', filterBranches: [branch], filters: [] }
}
