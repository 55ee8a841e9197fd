import type { BenchKey } from './rules.ts'

/** Lower case, no accents, words with one space between. */
function plain(column: string): string {
  return `trim(regexp_replace(lower(strip_accents(coalesce(${column}, ''))), '[^a-z0-9]+', ' ', 'g'))`
}

const particles =
  "['de','del','la','las','los','van','von','der','den','di','da','do','du','le','el','y','e','of']"
const forms = '( (inc|llc|corp|corporation|ltd|limited|co|company|gmbh))+$'
const streetKinds =
  'street|st|avenue|ave|road|rd|boulevard|blvd|drive|dr|lane|ln|court|ct|place|pl|terrace|circle|way|square|highway|the|of'
const roles = 'info|sales|office|contact|admin|support|hello|mail|help|service|team|billing|hr|jobs|press'

/** Raw columns as they are compared; the table `nickname (word, roots)` is there already. */
export const normaliseSql: readonly string[] = [
  `CREATE TABLE plain AS SELECT (row_number() OVER ())::INTEGER AS r, _id AS id,
    ${plain('FirstName')} AS g, ${plain('LastName')} AS f,
    nullif(regexp_replace(trim(lower(Email)), '^([^@+]+)\\+[^@]*@', '\\1@'), '') AS mail,
    right(regexp_replace(coalesce(Phone, ''), '[^0-9]', '', 'g'), 10) AS d1,
    right(regexp_replace(coalesce(MobilePhone, ''), '[^0-9]', '', 'g'), 10) AS d2,
    regexp_replace(${plain("replace(Company, '&', ' and ')")}, '${forms}', '') AS company,
    ${plain('MailingStreet')} AS road, ${plain('MailingCity')} AS city,
    left(regexp_replace(coalesce(MailingPostalCode, ''), '[^0-9]', '', 'g'), 5) AS zip
    FROM org.native.Contact`,
  `CREATE TABLE given AS SELECT g, replace(g, ' ', '') AS gj, count(*) AS n,
    coalesce(any_value(k.roots), [split_part(g, ' ', 1)]) AS roots,
    list_transform(string_split(g, ' '), lambda w: w) AS words
    FROM plain LEFT JOIN nickname k ON k.word = split_part(g, ' ', 1) WHERE g <> '' GROUP BY g`,
  `CREATE TABLE family AS SELECT f, count(*) AS n,
    list_filter(string_split(f, ' '), lambda w: NOT list_contains(${particles}, w)) AS strong,
    CASE WHEN len(strong) = 0 THEN string_split(f, ' ') ELSE strong END AS words,
    array_to_string(words, '') AS fj FROM plain WHERE f <> '' GROUP BY f`,
  `CREATE TABLE mails AS SELECT mail, count(*) AS n FROM plain
    WHERE mail LIKE '%_@_%._%' AND NOT regexp_matches(mail, '^(${roles})@') GROUP BY mail
    HAVING count(DISTINCT split_part(f, ' ', 1)) < 4`,
  `CREATE TABLE phones AS SELECT d, count(*) AS n FROM
    (SELECT d1 AS d, f FROM plain UNION ALL SELECT d2, f FROM plain) WHERE length(d) >= 7 GROUP BY d
    HAVING count(DISTINCT split_part(f, ' ', 1)) < 4`,
  `CREATE TABLE companies AS SELECT company, replace(company, ' ', '') AS cj, count(*) AS n
    FROM plain WHERE company <> '' GROUP BY company`,
  `CREATE TABLE roads AS SELECT road, regexp_extract(road, '[0-9]+') AS number,
    regexp_replace(regexp_replace(road, '\\b(${streetKinds}|[0-9]+)\\b', ' ', 'g'), ' +', '', 'g') AS name
    FROM (SELECT DISTINCT road FROM plain WHERE road <> '')`,
]

/** Bits that a value says more or less than the average one, as the weights are meant. */
function rarity(count: string, table: string): string {
  const mean = `(SELECT greatest(sum(n * (n - 1)) / (sum(n) * (sum(n) - 1)), 0.5 / sum(n)) FROM ${table})`
  const own = `(greatest(${count} - 1, 0.5) / (SELECT sum(n) FROM ${table}))`
  return `greatest(-4, least(4, log2(${mean} / ${own})))::FLOAT`
}

/** One wide row per record: what is compared, and a number per key; a record without a value has a number of its own. */
export function wideSql(keys: readonly BenchKey[]): readonly string[] {
  const parts = keys.flatMap(({ sql }, key) =>
    // the hash of NULL is a number like any other
    sql.map(
      (one, nth) => `CASE WHEN ${one} IS NULL THEN -r ELSE (hash(${one}) >> 1)::BIGINT END AS k${key}_${nth}`,
    ),
  )
  return [
    `CREATE TABLE compared AS SELECT p.r, p.id, p.g, coalesce(g.gj, '') AS gj, g.roots[1] AS g1, g.roots[2] AS g2,
      p.f, coalesce(f.fj, '') AS fj, f.words[1] AS f1,
      CASE WHEN len(f.words) > 1 THEN f.words[2] END AS f2,
      array_to_string(list_sort(list_concat(list_concat([g.roots[1]], g.words[2:]), f.words)), ' ') AS whole,
      m.mail AS email, split_part(m.mail, '@', 1) AS local, split_part(m.mail, '@', 2) AS host,
      a.d::BIGINT AS p1, b.d::BIGINT AS p2, nullif(c.cj, '') AS cj, left(nullif(c.cj, ''), 6) AS company6,
      s.number AS number, s.name AS road, nullif(p.city, '') AS city, nullif(p.zip, '') AS zip,
      coalesce(${rarity('g.n', 'given')}, 0) AS rare_g, coalesce(${rarity('f.n', 'family')}, 0) AS rare_f,
      coalesce(${rarity('c.n', 'companies')}, 0) AS rare_c
      FROM plain p LEFT JOIN given g USING (g) LEFT JOIN family f USING (f) LEFT JOIN mails m USING (mail)
      LEFT JOIN phones a ON a.d = p.d1 LEFT JOIN phones b ON b.d = p.d2
      LEFT JOIN companies c USING (company) LEFT JOIN roads s USING (road)`,
    `CREATE TABLE keyed AS SELECT *, ${parts.join(', ')} FROM compared`,
  ]
}

/** Numbers of one key that too many records share: they get numbers of their own, as if they had no value. */
export function capSql(keys: readonly BenchKey[], cap: number): readonly string[] {
  const large = keys.map(({ sql }, key) => {
    const all = sql.map((_, nth) => `SELECT k${key}_${nth} AS k FROM keyed`).join(' UNION ALL ')
    return `CREATE TABLE large${key} AS SELECT k FROM (${all}) WHERE k >= 0 GROUP BY k HAVING count(*) > ${cap}`
  })
  const columns = keys.flatMap(({ sql }, key) =>
    sql.map((_, nth) => {
      const column = `k${key}_${nth}`
      return `CASE WHEN ${column} IN (SELECT k FROM large${key}) THEN -r ELSE ${column} END AS ${column}`
    }),
  )
  return [...large, `CREATE TABLE n AS SELECT * REPLACE (${columns.join(', ')}) FROM keyed`]
}

/** Each pair that shares a number of any key, once: one join per key and pair of values. */
export function joins(keys: readonly BenchKey[]): readonly string[] {
  const earlier: string[] = []
  return keys.flatMap(({ sql }, key) =>
    sql.flatMap((_, one) =>
      sql.map((_, other) => {
        const join = `a.k${key}_${one} = b.k${key}_${other}`
        const from = `FROM n a JOIN n b ON ${join} AND a.r < b.r
          WHERE a.k${key}_${one} >= 0 AND b.k${key}_${other} >= 0 ${earlier.map((met) => `AND NOT (${met})`).join(' ')}`
        earlier.push(join)
        return from
      }),
    ),
  )
}
