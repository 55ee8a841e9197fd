/** A weight as SQL, and the levels for which there was none. */
export type Weigh = (comparison: string, level: string) => string

const longName = `least(length(a.fj), length(b.fj))`
/** Edits are counted where a name is long enough and the first look says that they may be few. */
const closeFamily = `(${longName} >= 4 AND jf >= 0.85 AND
  damerau_levenshtein(a.fj, b.fj) <= CASE WHEN ${longName} < 8 THEN 1 ELSE 2 END)`
const sameRoot = '(a.g1 = b.g1 OR a.g1 = b.g2 OR a.g2 = b.g1)'
const initial = `((length(a.gj) = 1 OR length(b.gj) = 1) AND a.gj[1:1] = b.gj[1:1])`
const part = `(starts_with(a.g || ' ', b.g || ' ') OR starts_with(b.g || ' ', a.g || ' '))`
const familyPart = `(a.f1 = b.f2 OR a.f2 = b.f1 OR (a.f1 = b.f1 AND (a.f2 IS NULL) <> (b.f2 IS NULL)))`

/** Similarities that several levels ask for, once per pair. */
export const similarities = `
  CASE WHEN a.gj = b.gj OR a.gj = '' OR b.gj = '' THEN 0 ELSE jaro_winkler_similarity(a.gj, b.gj) END AS jg,
  CASE WHEN a.fj = b.fj OR a.fj = '' OR b.fj = '' THEN 0 ELSE jaro_winkler_similarity(a.fj, b.fj) END AS jf,
  CASE WHEN a.cj IS NULL OR b.cj IS NULL THEN NULL WHEN a.cj = b.cj THEN 1
    ELSE jaro_winkler_similarity(a.cj, b.cj) END AS jc,
  coalesce(a.p1 = b.p1 OR a.p1 = b.p2, false) OR coalesce(a.p2 = b.p1 OR a.p2 = b.p2, false) AS same_phone,
  CASE WHEN a.road IS NULL OR b.road IS NULL THEN NULL WHEN a.number IS DISTINCT FROM b.number THEN false
    WHEN a.road = b.road THEN true ELSE jaro_winkler_similarity(a.road, b.road) >= 0.92 END AS same_road,
  coalesce(a.zip = b.zip, a.city = b.city) AS same_area`

function nameSql(weigh: Weigh): string {
  const w = (level: string): string => weigh('name', level)
  return `CASE
    WHEN a.fj = '' OR b.fj = '' THEN CASE WHEN a.gj <> '' AND a.gj = b.gj THEN ${w('given name only')} + a.rare_g ELSE 0 END
    WHEN a.fj = b.fj THEN CASE
      WHEN a.gj = '' OR b.gj = '' THEN ${w('surname only')} + a.rare_f
      WHEN a.gj = b.gj AND length(a.gj) > 1 THEN ${w('same')} + a.rare_g + a.rare_f
      WHEN ${initial} THEN ${w('initial')} + a.rare_f
      WHEN ${part} THEN ${w('given part')} + a.rare_f
      WHEN ${sameRoot} THEN ${w('nickname')} + a.rare_f
      WHEN jg >= 0.9 THEN ${w('fuzzy')}
      ELSE ${w('given name differs')} END
    WHEN a.gj = b.fj AND a.fj = b.gj THEN ${w('swapped')} + a.rare_g + a.rare_f
    WHEN ${familyPart} THEN CASE
      WHEN a.gj = b.gj OR ${sameRoot} THEN ${w('surname part')}
      WHEN jg >= 0.9 OR ${initial} THEN ${w('fuzzy both')}
      ELSE ${w('given name differs')} END
    WHEN ${closeFamily} THEN CASE
      WHEN a.gj = b.gj OR ${sameRoot} THEN ${w('fuzzy')}
      WHEN a.gj = '' OR b.gj = '' THEN ${w('surname only')}
      WHEN jg >= 0.9 OR ${initial} THEN ${w('fuzzy both')}
      ELSE ${w('different')} END
    WHEN a.gj = b.gj AND a.gj <> '' THEN ${w('family name differs')} + a.rare_g
    ELSE ${w('different')} END`
}

function mailSql(weigh: Weigh): string {
  const w = (level: string): string => weigh('email', level)
  return `CASE
    WHEN a.email IS NULL OR b.email IS NULL THEN 0
    WHEN a.email = b.email THEN ${w('same')}
    WHEN a.host = b.host THEN CASE
      WHEN least(length(a.local), length(b.local)) >= 5 AND abs(length(a.local) - length(b.local)) <= 1
        AND damerau_levenshtein(a.local, b.local) <= 1 THEN ${w('typing error')} ELSE ${w('different')} END
    WHEN a.local = b.local AND length(a.local) >= 6 THEN ${w('same before the @')}
    ELSE ${w('different')} END`
}

function phoneSql(weigh: Weigh): string {
  const w = (level: string): string => weigh('phone', level)
  const slips = [1, 2].flatMap((one) =>
    [1, 2].map(
      (other) =>
        `coalesce(a.p${one} % 1000 = b.p${other} % 1000 AND damerau_levenshtein(a.p${one}::VARCHAR, b.p${other}::VARCHAR) <= 1, false)`,
    ),
  )
  return `CASE
    WHEN coalesce(a.p1, a.p2) IS NULL OR coalesce(b.p1, b.p2) IS NULL THEN 0
    WHEN same_phone THEN ${w('same')}
    WHEN ${slips.join(' OR ')} THEN ${w('typing error')}
    ELSE ${w('different')} END`
}

function siteSql(weigh: Weigh): string {
  const w = (level: string): string => weigh('site', level)
  return `CASE
    WHEN jc = 1 THEN CASE WHEN same_road AND same_area IS DISTINCT FROM false THEN ${w('same company and address')}
      ELSE ${w('same company')} END + a.rare_c
    WHEN same_road AND same_area IS DISTINCT FROM false THEN
      CASE WHEN jc >= 0.9 THEN ${w('same company and address')} ELSE ${w('same address')} END
    WHEN jc >= 0.9 THEN ${w('similar company')}
    WHEN same_area THEN ${w('same area')}
    WHEN jc IS NULL AND same_road IS NULL AND same_area IS NULL THEN 0
    ELSE ${w('different')} END`
}

/** All comparisons in bits, the prior apart. */
export function scoreSql(weigh: Weigh): string {
  return [nameSql(weigh), mailSql(weigh), phoneSql(weigh), siteSql(weigh)]
    .map((sql) => `(${sql})`)
    .join(' + ')
}
