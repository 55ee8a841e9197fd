import { describe, expect, it } from 'vitest'
import { filesBelow, importsOf, loadedWith } from './source.ts'

const ours = /^(src|connectors|plugins|emulators|bench|test|scripts)\//

/** For each room what it may import of ours, and which packages it may not. */
const rooms = [
  { room: 'src/kit', may: ['src/kit/'], packages: ['zod', 'node:'] },
  { room: 'src/terms', may: ['src/terms/'] },
  { room: 'src/columns', may: ['src/columns/', 'src/kit/'] },
  { room: 'src/match', may: ['src/match/', 'src/kit/', 'src/terms/', 'src/columns/'] },
  { room: 'src/text', may: ['src/text/', 'src/kit/'] },
  { room: 'src/policy', may: ['src/policy/', 'src/kit/', 'src/text/'] },
  { room: 'src/labels', may: ['src/labels/', 'src/kit/', 'src/text/', 'src/policy/', 'src/match/'] },
  {
    room: 'src/eval',
    may: [
      'src/eval/',
      'src/kit/',
      'src/text/',
      'src/policy/',
      'src/snapshot/',
      'src/scan/',
      'src/match/',
      'src/labels/',
    ],
  },
  { room: 'src/snapshot', may: ['src/snapshot/', 'src/kit/', 'src/policy/', 'src/columns/'] },
  {
    room: 'src/scan',
    may: ['src/scan/', 'src/kit/', 'src/policy/', 'src/snapshot/', 'src/match/', 'src/labels/'],
  },
  {
    room: 'src/plan',
    may: [
      'src/plan/',
      'src/kit/',
      'src/text/',
      'src/terms/',
      'src/policy/',
      'src/snapshot/',
      'src/scan/',
      'src/match/',
      'src/labels/',
    ],
  },
  {
    room: 'src/report',
    may: [
      'src/report/',
      'src/kit/',
      'src/text/',
      'src/scan/',
      'src/policy/',
      'src/snapshot/',
      'src/plan/',
      'src/certify/',
    ],
  },
  {
    room: 'src/certify',
    may: ['src/certify/', 'src/kit/', 'src/policy/', 'src/snapshot/', 'src/plan/'],
  },
  { room: 'src/cli', may: ['src/'] },
  { room: 'connectors', may: ['connectors/', 'src/kit/'] },
  { room: 'plugins', may: ['plugins/', 'src/kit/', 'src/terms/'] },
  { room: 'emulators', may: ['emulators/'] },
] as const

const sdks = ['@salesforce/', 'jsforce', '@hubspot/']

describe.each(rooms)('$room', ({ room, may, ...rest }) => {
  it.each(filesBelow(room))('%s imports only what its room may', (path) => {
    for (const name of importsOf(path)) {
      if (ours.test(name))
        expect(
          may.filter((prefix) => name.startsWith(prefix)),
          `${path} imports ${name}`,
        ).not.toEqual([])
      else if ('packages' in rest)
        expect(
          rest.packages.filter((prefix) => name.startsWith(prefix)),
          name,
        ).not.toEqual([])
    }
  })
})

/** Parts of `src/plan` that others stand on: applying and undoing share them, and never import each other. */
const partsOfPlan = {
  files: [],
  group: ['files'],
  journal: ['files'],
  look: ['files', 'journal', 'pace'],
  pace: ['files', 'look'],
  apply: ['files', 'journal', 'look', 'pace'],
  undo: ['files', 'journal', 'look', 'pace', 'survivorship'],
} as const

describe('src/plan', () => {
  it.each(Object.entries(partsOfPlan))('%s imports of it only %j', (part, others) => {
    const may = [part, ...others].map((one) => `src/plan/${one}/`)
    for (const path of filesBelow(`src/plan/${part}`)) {
      const foreign = importsOf(path).filter(
        (name) => name.startsWith('src/plan/') && !may.some((prefix) => name.startsWith(prefix)),
      )
      expect(foreign, path).toEqual([])
    }
  })
})

describe('a vendor SDK', () => {
  it('is imported below connectors/<name>/ only', () => {
    const folders = ['src', 'plugins', 'emulators', 'connectors/transport', 'bench', 'scripts']
    const guilty = folders
      .flatMap((folder) => filesBelow(folder))
      .filter((path) => importsOf(path).some((name) => sdks.some((sdk) => name.startsWith(sdk))))
    expect(guilty).toEqual([])
  })

  it('is loaded when a connection opens, not with the list of connectors', () => {
    const loaded = loadedWith('connectors/index.ts')
    expect(loaded).toContain('connectors/salesforce/index.ts')
    expect(loaded.filter((name) => sdks.some((sdk) => name.startsWith(sdk)))).toEqual([])
  })
})

describe('connectors', () => {
  it('do not import each other', () => {
    for (const path of filesBelow('connectors')) {
      const own = path.split('/')[1] ?? ''
      if (path === 'connectors/index.ts') continue
      const foreign = importsOf(path).filter(
        (name) =>
          name.startsWith('connectors/') &&
          ![`connectors/${own}/`, 'connectors/transport/'].some((prefix) => name.startsWith(prefix)),
      )
      expect(foreign, path).toEqual([])
    }
  })
})

describe('src', () => {
  it('has a row here for each of its rooms; commands may import everything', () => {
    const folders = new Set(filesBelow('src').map((path) => path.split('/').slice(0, 2).join('/')))
    folders.delete('src/commands')
    expect(rooms.map(({ room }): string => room)).toEqual(expect.arrayContaining([...folders]))
  })

  it('never names a connector', () => {
    const guilty = filesBelow('src')
      .filter((path) => !path.startsWith('src/commands/'))
      .filter((path) => importsOf(path).some((name) => /^(connectors|plugins|emulators)\//.test(name)))
    expect(guilty).toEqual([])
  })
})
