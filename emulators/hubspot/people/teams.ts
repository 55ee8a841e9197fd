import type { DatabaseSync } from 'node:sqlite'

export interface Team {
  readonly id: string
  readonly name: string
  readonly userIds: readonly string[]
  readonly secondaryUserIds: readonly string[]
}

export function listTeams({ db }: { readonly db: DatabaseSync }): readonly Team[] {
  const primary = db.prepare('SELECT id FROM account_user WHERE active = 1 AND primary_team = ? ORDER BY id')
  const secondary = db.prepare(
    `SELECT u.id FROM account_user u, json_each(u.secondary_teams) t WHERE u.active = 1 AND t.value = ? ORDER BY u.id`,
  )
  return db
    .prepare('SELECT * FROM account_team ORDER BY id')
    .all()
    .map((row) => ({
      id: String(row.id),
      name: String(row.name),
      userIds: primary.all(Number(row.id)).map(({ id }) => String(id)),
      secondaryUserIds: secondary.all(Number(row.id)).map(({ id }) => String(id)),
    }))
}
