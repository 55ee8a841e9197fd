import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ask, control } from '../../client.ts'
import { outcomes, request, useOrg } from '../merge/inside.ts'

const org = useOrg()
const keeping = useOrg({ mergedCases: 'keep' })

async function execute(script: string, inside = org, token?: string) {
  const path = `/services/data/v66.0/tooling/executeAnonymous/?anonymousBody=${encodeURIComponent(script)}`
  return ask(inside.server, 'GET', path, token === undefined ? {} : { token })
}

const done = {
  line: -1,
  column: -1,
  compiled: true,
  success: true,
  compileProblem: null,
  exceptionMessage: null,
  exceptionStackTrace: null,
}

function cases(inside = org, subjects: readonly string[] = ['first', 'second', 'third']): string[] {
  return subjects.map((Subject) => inside.make('Case', { Subject }))
}

function states(ids: readonly string[], inside = org) {
  return ids.map((id) => {
    const { IsDeleted, MasterRecordId } = inside.row('Case', id)
    return [IsDeleted, MasterRecordId]
  })
}

describe('a merge of cases', () => {
  it.each([
    ['statement', (m: string, l: string) => `merge new Case(Id = '${m}') new Case(Id = '${l}');`],
    [
      'id instead of a record',
      (m: string, l: string) => `Id loser = '${l}'; merge new Case(Id='${m}') loser;`,
    ],
    [
      'method with a list',
      (m: string, l: string) =>
        `Case m = new Case(Id = '${m}');\nDatabase.merge(m, new List<Case>{ new Case(Id = '${l}') });`,
    ],
    [
      'method with results',
      (m: string, l: string) =>
        `Database.MergeResult[] all = Database.merge(new Case(Id='${m}'), new List<Id>{'${l}'}, false);`,
    ],
    [
      'queries',
      (m: string, l: string) =>
        `// the older one stays\nCase m = [SELECT Id FROM Case WHERE Id = '${m}'];\nId[] ids = new Id[]{'${l}'};
         /* all others */ merge m [SELECT Id FROM Case WHERE Id IN :ids];`,
    ],
  ])('goes by %s', async (_name, script) => {
    const [master = '', loser = ''] = cases()
    const comment = org.make('CaseComment', { ParentId: loser, CommentBody: 'from the second' })
    expect((await execute(script(master, loser))).json).toEqual(done)
    expect(states([master, loser])).toEqual([
      [0, null],
      [1, master],
    ])
    expect(org.row('CaseComment', comment).ParentId).toBe(master)
  })

  it('writes what the script set, and nothing else', async () => {
    const [master = '', loser = ''] = cases()
    const script = `Case m = [SELECT Id, Subject, Priority FROM Case WHERE Id = '${master}'];
      m.Priority = 'High'; m.Description = 'one\\'s\\ntwo'; merge m '${loser}'; m.Reason = 'Other'; update m;`
    expect((await execute(script)).json).toEqual(done)
    expect(org.row('Case', master)).toMatchObject({
      Subject: 'first',
      Priority: 'High',
      Description: "one's\ntwo",
      Reason: 'Other',
    })
  })

  it('takes two others at most, several statements in one transaction', async () => {
    const [a = '', b = '', c = '', d = '', e = ''] = cases(org, ['a', 'b', 'c', 'd', 'e'])
    const two = `merge new Case(Id='${a}') new List<Id>{'${b}', '${c}'}; merge new Case(Id='${a}') '${d}';`
    expect((await execute(two)).json).toEqual(done)
    expect(states([b, c, d]).map(([, master]) => master)).toEqual([a, a, a])
    const rest = cases(org, ['f', 'g', 'h'])
    const three = `merge new Case(Id='${a}') '${e}';\nmerge new Case(Id='${a}') new List<Id>{'${rest.join("','")}'};`
    const { json } = await execute(three)
    expect(json).toMatchObject({
      compiled: true,
      success: false,
      line: 2,
      column: 1,
      exceptionStackTrace: 'AnonymousBlock: line 2, column 1',
    })
    expect(json.exceptionMessage).toContain(
      `System.DmlException: Merge failed. First exception on row 0 with id ${a}; first error: MERGE_FAILED, `,
    )
    expect(states([e])).toEqual([[0, null]])
  })

  it('says nothing of faults that the script wanted as results', async () => {
    const [master = '', loser = ''] = cases()
    const script = `Database.merge(new Case(Id='${master}'), '${loser}', false); Database.merge(new Case(Id='${master}'), '${loser}', false);`
    expect((await execute(script)).json).toEqual(done)
    const again = await execute(`merge new Case(Id='${master}') '${loser}';`)
    expect(again.json.exceptionMessage).toMatch(/first error: ENTITY_IS_DELETED, entity is deleted: \[\]$/)
  })

  it('comes back with undelete, and is refused by SOAP', async () => {
    const [master = '', loser = '', other = ''] = cases()
    await execute(`merge new Case(Id='${master}') '${loser}';`)
    expect(outcomes(await org.call(`<undelete><ids>${loser}</ids></undelete>`))).toEqual(['success'])
    expect(states([loser])).toEqual([[0, null]])
    expect(await org.call(`<merge>${request('Case', master, [other])}</merge>`)).toContain(
      'entity type does not support merge',
    )
  })

  it('keeps the others, closed, where the org is set so', async () => {
    const [master = '', loser = ''] = cases(keeping)
    expect((await execute(`merge new Case(Id='${master}') '${loser}';`, keeping)).json).toEqual(done)
    expect(keeping.row('Case', loser)).toMatchObject({
      IsDeleted: 0,
      MasterRecordId: master,
      Status: 'Closed',
    })
  })

  it('refuses a circle of parent cases', async () => {
    const [master = '', loser = ''] = cases()
    const child = org.make('Case', { Subject: 'child', ParentId: loser })
    const { json } = await execute(`merge new Case(Id='${child}') '${loser}';`)
    expect(json.exceptionMessage).toContain('CIRCULAR_DEPENDENCY')
    expect((await execute(`merge new Case(Id='${master}') '${loser}';`)).json).toEqual(done)
    expect(org.row('Case', child).ParentId).toBe(master)
  })

  it('is done when only its answer is lost', async () => {
    const [master = '', loser = ''] = cases()
    const match = { path: '*/executeAnonymous*' }
    await control(org.server, 'POST', '/faults', { match, times: 1, action: { kind: 'drop', when: 'after' } })
    await expect(execute(`merge new Case(Id='${master}') '${loser}';`)).rejects.toThrow('fetch failed')
    expect(states([loser])).toEqual([[1, master]])
    expect((await control(org.server, 'GET', '/meter')).json.byPurpose).toMatchObject({
      'GET /tooling/executeAnonymous': expect.any(Number),
    })
  })

  it('meets a locked row like everybody else', async () => {
    const [master = '', loser = ''] = cases()
    await control(org.server, 'POST', '/locks', { ids: [loser] })
    const { json } = await execute(`merge new Case(Id='${master}') '${loser}';`)
    expect(json.exceptionMessage).toContain('UNABLE_TO_LOCK_ROW')
    expect(states([master, loser])).toEqual([
      [0, null],
      [0, null],
    ])
  })
  afterEach(() => control(org.server, 'DELETE', '/locks'))
})

it('merges leads, contacts and accounts as well', async () => {
  const [a, b] = [
    org.make('Lead', { LastName: 'A', Company: 'A' }),
    org.make('Lead', { LastName: 'B', Company: 'B' }),
  ]
  expect((await execute(`merge as user new Lead(Id='${a}') '${b}';`)).json).toEqual(done)
  expect(org.row('Lead', b).MasterRecordId).toBe(a)
})

it.each([
  [`for (Integer i = 0; i < 3; i++) {}`, "Unexpected token 'for'.", 1, 1],
  [`insert new Case();`, "Unexpected token 'insert'.", 1, 1],
  [`merge new Case() '500'`, "Missing ';' at '<EOF>'", 1, 23],
  [`Case c = new Case();\n  merge d c;`, 'Variable does not exist: d', 2, 9],
  [`Kase c;`, 'Invalid type: Kase', 1, 1],
  [`update new Case(Nope__c = 'x');`, 'Field does not exist: Nope__c on Case', 1, 17],
  [`merge new Opportunity() '006';`, 'DML operation Merge not allowed on Opportunity', 1, 1],
  [`merge new Case() new Lead();`, 'Merge records must be of the same type: Lead', 1, 1],
  [`update 'x';`, 'DML requires SObject or SObject list type: String', 1, 1],
  [`Case c = 'x';`, 'Illegal assignment from String to Case', 1, 13],
  [`Case c; Case c;`, 'Duplicate variable: c', 1, 9],
  [`System.debug('hello');`, 'Variable does not exist: System', 1, 1],
])('does not compile %s', async (script, compileProblem, line, column) => {
  const [master = '', loser = ''] = cases()
  const { status, json } = await execute(`${script}\nmerge new Case(Id='${master}') '${loser}';`)
  const alone = await execute(script)
  expect(status).toBe(200)
  expect(json).toMatchObject({ compiled: false, success: false, exceptionMessage: null })
  expect(alone.json).toEqual({
    ...done,
    compiled: false,
    success: false,
    compileProblem,
    line,
    column,
  })
  expect(states([loser])).toEqual([[0, null]])
})

it.each([
  [`update [SELECT Id FROM Kase];`, /sObject type 'Kase' is not supported/],
  [`update [SELECT Nope FROM Case];`, /No such column 'Nope'/],
])('does not compile the query in %s', async (script, problem) => {
  expect((await execute(script)).json.compileProblem).toMatch(problem)
})

it.each([
  [
    `Case c = [SELECT Id FROM Case WHERE Subject = 'nobody'];`,
    'System.QueryException: List has no rows for assignment to SObject',
  ],
  [`Case c; merge c 'x';`, 'System.NullPointerException: Attempt to de-reference a null object'],
  [`update new Case(Id = 'x');`, 'System.StringException: Invalid id: x'],
  [
    `update new Case(Subject = 'x');`,
    'System.DmlException: Update failed. First exception on row 0; first error: MISSING_ARGUMENT, Id not specified in an update call: []',
  ],
  [`Case[] c = new List<Case>(); update c[0];`, 'System.ListException: List index out of bounds: 0'],
])('ends %s with an exception', async (script, exceptionMessage) => {
  expect((await execute(script)).json).toMatchObject({ compiled: true, success: false, exceptionMessage })
})

it('takes back everything at an exception', async () => {
  const [one = '', two = ''] = cases()
  const { json } = await execute(
    `update new Case(Id='${one}', Subject='changed'); merge new Case(Id='${one}') '${two}';\nupdate new Case(Subject='x');`,
  )
  expect([json.success, json.line]).toEqual([false, 2])
  expect(org.row('Case', one).Subject).toBe('first')
  expect(states([two])).toEqual([[0, null]])
})

it('does no more than a transaction may', async () => {
  const [one = ''] = cases()
  const script = `Case c = new Case(Id='${one}', Subject='x');${'update c;'.repeat(151)}`
  const { json } = await execute(script)
  expect(json.exceptionMessage).toBe('System.LimitException: Too many DML statements: 151')
  expect(org.row('Case', one).Subject).toBe('first')
})

describe('users with fewer rights', () => {
  const users = [
    {
      username: 'author@steward.example',
      permissions: ['ApiEnabled', 'AuthorApex'],
      objects: { Case: ['Read', 'Edit'] },
      hidden: ['Case.Reason'],
    },
    { username: 'nobody@steward.example', objects: { Case: ['Read', 'Edit', 'Delete'] } },
  ]
  const tokens: string[] = []
  beforeAll(async () => {
    for (const create of users)
      tokens.push((await control(org.server, 'POST', '/users', { create })).json.accessToken)
  })

  it('need to author Apex', async () => {
    const { status, json } = await execute(`update new Case();`, org, tokens[1])
    expect([status, json[0].errorCode]).toEqual([403, 'INSUFFICIENT_ACCESS'])
  })

  it('need to delete what they merge away, and see no hidden fields', async () => {
    const [one = '', two = ''] = cases()
    const merged = await execute(`merge new Case(Id='${one}') '${two}';`, org, tokens[0])
    expect(merged.json.exceptionMessage).toContain('INSUFFICIENT_ACCESS_OR_READONLY')
    const hidden = await execute(`update new Case(Id='${one}', Reason='Other');`, org, tokens[0])
    expect(hidden.json.compileProblem).toBe('Field does not exist: Reason on Case')
    const foreign = await execute(`Contact c;`, org, tokens[0])
    expect(foreign.json.compileProblem).toBe('Invalid type: Contact')
  })
})
