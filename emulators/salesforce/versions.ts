const oldest = 20
const newest = 67
/** Older ones are still answered, as some clients name a fixed old one, but no longer listed. */
const oldestListed = 31

const seasons = ['Winter', 'Spring', 'Summer'] as const

export interface ApiVersion {
  readonly label: string
  readonly url: string
  readonly version: string
}

export function servesVersion(version: string): boolean {
  const number = Number(version)
  return Number.isInteger(number) && number >= oldest && number <= newest
}

/** Three releases a year; version 20 was Winter '11. */
export function listVersions(): readonly ApiVersion[] {
  return Array.from({ length: newest - oldestListed + 1 }, (_, index) => {
    const number = oldestListed + index
    const year = 11 + Math.floor((number - 20) / 3)
    return {
      label: `${seasons[(number - 20) % 3]} '${year}`,
      url: `/services/data/v${number}.0`,
      version: `${number}.0`,
    }
  })
}
