/**
 * Legal forms by class; the class is what is compared, so `Ltd` and `Limited` are one. Written without dots,
 * single letters joined (`s.r.o.` is `sro`). Facts after github.com/psolin/cleanco (MIT), the company types
 * of github.com/openvenues/libpostal (MIT) and the ISO 20275 list of entity legal forms.
 */
const table: Readonly<Record<string, string>> = {
  limited:
    'ltd|limited|ltda|limitada|lda|pty ltd|pty limited|pvt ltd|private limited|pte ltd|co ltd|company limited|unltd|sdn bhd|bhd|kabushiki kaisha|kk|yk|gk|ltee|limitee|proprietary limited|pty|pvt|pte|private ltd|co limited|cyf|teo|teoranta|ltd co|limited sirketi|ltd sti|sti|yugen kaisha|godo kaisha|co operative|dac|clg|company ltd',
  incorporated: 'inc|incorporated|incorporation|incorporee|enr',
  corporation: 'corp|corporation|corporacion|korporation|berhad',
  company: 'co|company|companies|cia|compania|cie|compagnie|and co|and company|y cia|et cie|e cia',
  llc: 'llc|lc|pllc|limited liability company|l l c|limited company|ltd liability co|fz llc|fzc|fzco|fze|wll',
  llp: 'llp|lp|lllp|gp|limited partnership|limited liability partnership|slp|lllp|pllp|scottish limited partnership',
  plc: 'plc|public limited company|ccc|public ltd co|pjsc|psc|pao',
  pc: 'pc|pa|professional corporation',
  gmbh: 'gmbh|gesmbh|mbh|ggmbh|gesellschaft mit beschraenkter haftung|gesellschaft mit beschrankter haftung|ug|ug haftungsbeschrankt|haftungsbeschrankt|gesellschaft mbh|gmbh i l|gmbh in liquidation|mini gmbh|unternehmergesellschaft',
  ag: 'ag|aktiengesellschaft|kgaa|se|sce|societas europaea',
  kg: 'kg|ohg|gbr|gmbh and co kg|gmbh co kg|ag and co kg|and co kg|gmbh and co kgaa|ek|eg|ev|ohg|og|eu|partg|mbb|gmbh and co ohg|gmbh and co|ag and co kgaa|se and co kg|se and co kgaa|kgaa|eg mbh|e k|e kfr|ekfm|ekfr|einzelfirma|kommanditgesellschaft|offene handelsgesellschaft|stiftung|ggmbh and co kg',
  sa: 'sa|sociedad anonima|societe anonyme|sab|sab de cv|sa de cv|sapi de cv|sapi|sau|saa|sad|sociedade anonima|s a|sociedad anonima de capital variable|s a s|sociedad por acciones simplificada|sociedad anonima cerrada|sa cv|saic|saci|sacif|sa esp|anonim sirketi|as tr',
  sl: 'sl|slu|slp|sll|slne|sociedad limitada|s de rl|s de rl de cv|srl de cv|scp|sc|cb|scoop|s coop|sccl|sal|slpu|sociedad limitada unipersonal|sociedad cooperativa|soc coop|sdad coop|sociedad civil|comunidad de bienes|s en c|s de rl mi|spr de rl|ac mx',
  sarl: 'sarl|eurl|sas|sasu|sca|scs|snc|sci|selarl|sagl|societe a responsabilite limitee|societe par actions simplifiee|sarlu|sasu|selas|scop|scea|gaec|earl|sprlu',
  srl: 'srl|srls|spa|sapa|ss|scarl|scrl|societa per azioni|societa a responsabilita limitata|societa per azioni|sas di|snc di|societa cooperativa|scpa|coop arl|onlus|s c a r l|srl unipersonale|s r l s',
  bv: 'bv|nv|bvba|cvba|vof|cv|sprl|vzw|asbl|besloten vennootschap|naamloze vennootschap|bvba|srl be|comm v|commv|gcv|ebvba|stichting|cooperatie|ua|besloten vennootschap met beperkte aansprakelijkheid|maatschap|eenmanszaak',
  ab: 'ab|aktiebolag|hb|aktiebolaget|publ|ab publ|kb|ek for|handelsbolag|kommanditbolag|ekonomisk forening',
  as: 'as|asa|aps|ans|oy|oyj|oue|ou|hf|ehf|is|amba|aksjeselskap|aktieselskab|ivs|smba|fmba|ky|osk|rf|aktiengesellschaft dk|anpartsselskab|osakeyhtio|osauhing|aktsiaselts|sf|slf',
  spzoo:
    'sp zoo|spolka zoo|spolka z ograniczona odpowiedzialnoscia|sp k|sp j|spk|spj|zoo|spolka akcyjna|spolka jawna|spolka komandytowa|sp z oo|sp z o o|psa pl|spolka cywilna',
  sro: 'sro|spol sro|vos|akc spol|a s|s r o|a s cz|spolecnost s rucenim omezenym|akciova spolecnost|ks cz|vos cz',
  doo: 'doo|dd|ad|ood|eood|ead|d o o|dno|jdoo|j d o o|kd hr|druzba z omejeno odgovornostjo|akcionarsko drustvo|dooel|shpk|sha',
  kft: 'kft|zrt|nyrt|rt|bt|uab|sia|srl d|kkt|nonprofit kft|korlatolt felelossegu tarsasag|reszvenytarsasag|vsi|sia lv',
  ooo: 'ooo|oao|zao|pao|ao|tov|too|ip|pp|odo|chup|oleks|tzov|prat|fop|tdv|too kz|llp kz|mchj|ojsc|zao ru|obshchestvo s ogranichennoy otvetstvennostyu',
  eireli: 'eireli|epp|mei|sgps|unipessoal lda|unipessoal|microempresa|s a br|slu br|ltda me|ltda epp',
  eirl: 'eirl|spa chile',
  greek: 'ae|epe|oe|ee|anonymi etairia',
  romanian: 'srl ro|sa ro|pfa|ii ro|ra ro',
  indonesian: 'pt|tbk|pt tbk|persero',
  vietnamese: 'cong ty tnhh|cong ty co phan|tnhh|jsc|joint stock company',
  none: 'cic|cio|foundation inc|dba',
}

const formOf = new Map<string, string>()
let longest = 1
for (const [form, variants] of Object.entries(table)) {
  for (const variant of variants.split('|')) {
    formOf.set(variant, form)
    longest = Math.max(longest, variant.split(' ').length)
  }
}
const leading = new Set(['ab', 'oy', 'ooo', 'oao', 'zao', 'pao', 'ao', 'pt', 'the', 'firma', 'stichting'])

const eastern =
  /株式会社|有限会社|合同会社|合資会社|一般社団法人|\(株\)|（株）|㈱|㈲|有限责任公司|股份有限公司|有限公司|有限責任公司|公司$|주식회사|유한회사|\(주\)|（주）|㈜/gu

/** The name without a legal form in Han, kana or hangul, which is written without a space. */
export function withoutEasternForm(text: string): string {
  const bare = text.replace(eastern, ' ').trim()
  return bare === '' ? text : bare
}

/**
 * Splits folded words of a company's name into its core and the classes of its legal forms. The core is never
 * empty: a name that is nothing but a legal form stays as it is.
 */
export function splitLegalForm(name: readonly string[]): {
  core: readonly string[]
  forms: readonly string[]
} {
  let core = name
  const forms: string[] = []
  for (let found = true; found && core.length > 1; ) {
    found = false
    for (let size = Math.min(longest, core.length - 1); size >= 1 && !found; size--) {
      const form = formOf.get(core.slice(-size).join(' '))
      if (form === undefined) continue
      forms.push(form)
      core = core.slice(0, -size)
      found = true
    }
    if (!found && core.length > 1 && core.at(-1) === 'and') {
      core = core.slice(0, -1)
      found = true
    }
  }
  const first = core[0]
  if (core.length > 1 && first !== undefined && leading.has(first)) {
    if (formOf.has(first)) forms.push(formOf.get(first) as string)
    core = core.slice(1)
  }
  return { core, forms: forms.sort() }
}
